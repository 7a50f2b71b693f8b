using System.Net;
using Unbraid.Service.Http;

namespace Unbraid.Service.Tests;

public sealed class ProxyTests
{
    [Theory]
    [InlineData("127.0.0.1", "https://stems.example.org/base/files/")]
    [InlineData("127.0.0.0/8", "https://stems.example.org/base/files/")]
    [InlineData("10.0.0.0/8", "http://127.0.0.1:")]
    [InlineData(null, "http://127.0.0.1:")]
    public async Task Only_a_named_proxy_says_what_links_begin_with(string? trusted, string expected)
    {
        await using var service = await RunningService.StartAsync(settings => settings.With((HttpOptions http) => http with { TrustedProxies = trusted is null ? [] : [trusted] }));
        using var client = service.As("ada");
        var audio = await service.AddAudioAsync("ada");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/producer/audios/{audio}");
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "stems.example.org");
        request.Headers.Add("X-Forwarded-Prefix", "/base");

        var url = (await (await client.SendAsync(request)).ReadJsonAsync()).GetProperty("url").GetString();

        Assert.StartsWith(expected, url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://app.example.org", "https://app.example.org", "https://app.example.org")]
    [InlineData("https://app.example.org", "https://evil.example.org", null)]
    [InlineData("*", "https://anybody.example.org", "*")]
    [InlineData(null, "https://app.example.org", null)]
    public async Task A_page_of_a_named_origin_may_ask(string? named, string origin, string? allowed)
    {
        await using var service = await RunningService.StartAsync(settings => settings.With((HttpOptions http) => http with { CorsOrigins = named is null ? [] : [named] }));
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/producer/stems");
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,idempotency-key");
        using var client = service.As("ada");
        using var poll = new HttpRequestMessage(HttpMethod.Get, "/producer/tasks?limit=1");
        poll.Headers.Add("Origin", origin);

        var asked = await service.Client.SendAsync(preflight);
        var answered = await client.SendAsync(poll);

        Assert.Equal(allowed, Header(asked, "Access-Control-Allow-Origin"));
        Assert.Equal(allowed, Header(answered, "Access-Control-Allow-Origin"));
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        if (allowed is null)
            return;
        Assert.Contains("Authorization", Header(asked, "Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Retry-After", Header(answered, "Access-Control-Expose-Headers"), StringComparison.OrdinalIgnoreCase);
        Assert.Null(Header(answered, "Access-Control-Allow-Credentials"));
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
