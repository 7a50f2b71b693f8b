using System.Net;
using System.Net.Http.Json;
using Unbraid.Service.Security;
using Unbraid.Service.Settings;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests;

/// <summary>How a browser comes into the studio, and what it may do there.</summary>
public sealed class StudioTests
{
    [Fact]
    public async Task A_link_lets_in_once_and_as_its_tenant()
    {
        await using var service = await RunningService.StartAsync();
        var audio = await service.AddAudioAsync("ada", "Ada's");
        var code = CodeFor(service, "ada");

        var cookie = await EnterAsync(service, code);

        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
        using var browser = WithCookie(service, cookie);
        Assert.Equal("ada", (await browser.GetFromJsonAsync<System.Text.Json.JsonElement>("/studio/offer")).GetProperty("tenant").GetString());
        Assert.Equal(audio.ToString(), (await browser.GetFromJsonAsync<System.Text.Json.JsonElement>("/producer/audios")).GetProperty("items")[0].GetProperty("audioId").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await TryEnterAsync(service, code)).StatusCode);
    }

    [Fact]
    public async Task Codes_that_are_old_or_changed_or_of_an_earlier_run_let_nobody_in()
    {
        var clock = new ManualClock();
        await using var service = await RunningService.StartAsync();
        var key = service.Get<SigningKey>();
        var before = EntryCodes.Make(key, "ada", clock);
        clock.Advance(TimeSpan.FromSeconds(1));
        var codes = new EntryCodes(key, clock);
        var code = EntryCodes.Make(key, "ada", clock);

        Assert.Null(codes.Redeem(before));
        Assert.Null(codes.Redeem(""));
        Assert.Null(codes.Redeem("no base64 §"));
        Assert.Null(codes.Redeem(code + "AAAA"));
        Assert.Null(codes.Redeem((code[0] == 'A' ? "B" : "A") + code[1..]));
        clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal("ada", codes.Redeem(code));
        var late = EntryCodes.Make(key, "ada", clock);
        clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Null(codes.Redeem(late));
    }

    [Fact]
    public async Task A_cookie_changes_nothing_without_the_pages_own_header()
    {
        await using var service = await RunningService.StartAsync();
        var audio = await service.AddAudioAsync("ada");
        using var browser = WithCookie(service, await EnterAsync(service, CodeFor(service, "ada")));

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.DeleteAsync($"/producer/audios/{audio}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.PostAsJsonAsync("/producer/stems", new { audioId = audio })).StatusCode);
        browser.DefaultRequestHeaders.Add(SessionCookie.Header, "1");
        Assert.Equal(HttpStatusCode.NoContent, (await browser.DeleteAsync($"/producer/audios/{audio}")).StatusCode);
    }

    [Fact]
    public async Task A_link_is_not_used_up_by_another_page()
    {
        await using var service = await RunningService.StartAsync();
        var code = CodeFor(service, "ada");

        Assert.Equal(HttpStatusCode.Forbidden, (await service.Client.PostAsJsonAsync("/studio/enter", new { code })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await TryEnterAsync(service, code)).StatusCode);
    }

    [Fact]
    public async Task A_token_signs_in_and_a_wrong_one_does_not()
    {
        await using var service = await RunningService.StartAsync();
        using var ada = service.As("ada");
        using var wrong = service.WithToken("nonsense");

        using var signedIn = await ada.PostAsync("/studio/session", null);
        using var browser = WithCookie(service, signedIn.Headers.GetValues("Set-Cookie").Single());
        Assert.Equal("ada", (await browser.GetFromJsonAsync<System.Text.Json.JsonElement>("/studio/offer")).GetProperty("tenant").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await wrong.PostAsync("/studio/session", null)).StatusCode);

        browser.DefaultRequestHeaders.Add(SessionCookie.Header, "1");
        using var signedOut = await browser.DeleteAsync("/studio/session");
        Assert.Contains("expires=Thu, 01 Jan 1970", signedOut.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_session_ends()
    {
        await using var service = await RunningService.StartAsync();
        using var browser = WithCookie(service, await EnterAsync(service, CodeFor(service, "ada")));

        TokenIssuer.RevokeAll(service.Settings, "ada", TimeProvider.System);

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/studio/offer")).StatusCode);
    }

    [Fact]
    public async Task The_page_may_load_from_the_service_alone_and_is_kept_by_browsers()
    {
        await using var service = await RunningService.StartAsync();

        using var page = await service.Client.GetAsync("/");

        Assert.DoesNotContain("http", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self' 'wasm-unsafe-eval';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", policy, StringComparison.Ordinal);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/studio/app.js");
        using (var script = await service.Client.GetAsync("/studio/app.js"))
            again.Headers.IfNoneMatch.Add(script.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await service.Client.SendAsync(again)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Client.GetAsync("/studio/../signing.key")).StatusCode);
    }

    [Fact]
    public async Task Commands_find_the_service_that_runs_and_none_that_is_gone()
    {
        var path = Path.Combine(Path.GetTempPath(), "unbraid-tests", Guid.NewGuid().ToString("N"));
        var folder = DataFolder.Open(path);
        Assert.Null(DataFolder.AddressOf(path));
        folder.SayAddress("http://127.0.0.1:5");
        Assert.Equal("http://127.0.0.1:5", DataFolder.AddressOf(path));
        folder.Dispose();
        Assert.Null(DataFolder.AddressOf(path));
        Directory.Delete(path, recursive: true);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://[::1]:8080", true)]
    [InlineData("http://10.0.0.1:8080", false)]
    public void Links_are_for_this_machine_alone(string address, bool isMade)
    {
        var path = Path.Combine(Path.GetTempPath(), "unbraid-tests", Guid.NewGuid().ToString("N"));
        var settings = ServiceSettings.Defaults.With((StorageOptions storage) => storage with { DataFolder = path });

        Assert.Equal(isMade, StudioLink.TryMake(settings, [address], "me", TimeProvider.System)?.StartsWith(address, StringComparison.Ordinal) is true);
        Assert.Null(StudioLink.TryMake(settings.With((TokenOptions tokens) => tokens with { Issuer = "https://login.example.org/" }), [address], "me", TimeProvider.System));
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }

    private static string CodeFor(RunningService service, string tenant) => EntryCodes.Make(service.Get<SigningKey>(), tenant, TimeProvider.System);

    private static async Task<string> EnterAsync(RunningService service, string code)
    {
        using var answer = await TryEnterAsync(service, code);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        return answer.Headers.GetValues("Set-Cookie").Single();
    }

    private static async Task<HttpResponseMessage> TryEnterAsync(RunningService service, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/studio/enter") { Content = JsonContent.Create(new { code }) };
        request.Headers.Add(SessionCookie.Header, "1");
        return await service.Client.SendAsync(request);
    }

    /// <summary>A client that sends a cookie and no token.</summary>
    private static HttpClient WithCookie(RunningService service, string setCookie)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = service.Client.BaseAddress };
        client.DefaultRequestHeaders.Add("Cookie", setCookie.Split(';')[0]);
        return client;
    }
}
