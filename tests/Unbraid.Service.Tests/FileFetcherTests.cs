using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Unbraid.Service.Outbound;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests;

public sealed class FileFetcherTests : IDisposable
{
    private const string Friend = "files.internal";
    private readonly string _data = Directory.CreateTempSubdirectory("unbraid-tests").FullName;
    private readonly DataFolder _folder;
    private TimeProvider _clock = TimeProvider.System;
    private OutboundOptions _options = new() { AllowedPrivateHosts = [Friend] };

    public FileFetcherTests() => _folder = DataFolder.Open(_data);

    public void Dispose()
    {
        _folder.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{port}/secret")]
    [InlineData("http://localhost:{port}/secret")]
    [InlineData("http://2130706433:{port}/secret")]                 // decimal
    [InlineData("http://0177.0.0.1:{port}/secret")]                 // octal
    [InlineData("http://0x7f.0.0.1:{port}/secret")]                 // hexadecimal
    [InlineData("http://0x7f000001:{port}/secret")]
    [InlineData("http://127.1:{port}/secret")]                      // short
    [InlineData("http://[::1]:{port}/secret")]
    [InlineData("http://[::ffff:127.0.0.1]:{port}/secret")]         // IPv6-mapped
    [InlineData("http://[::ffff:7f00:1]:{port}/secret")]
    [InlineData("http://[64:ff9b::7f00:1]:{port}/secret")]          // NAT64
    [InlineData("http://[2002:7f00:1::]:{port}/secret")]            // 6to4
    [InlineData("http://0.0.0.0:{port}/secret")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[fd00:ec2::254]/latest/meta-data/")]
    [InlineData("http://10.0.0.1/secret")]
    [InlineData("http://１２７.０.０.１:{port}/secret")]               // full-width digits
    [InlineData("http://two-addresses.test:{port}/secret")]         // one public, one loopback
    [InlineData("http://inside.test:{port}/secret")]                // a public name for a private address
    [InlineData("http://mapped.test:{port}/secret")]
    [InlineData("http://user:word@files.internal:{port}/secret")]
    [InlineData("http://files.internal@127.0.0.1:{port}/secret")]
    [InlineData("http://files.internal#@127.0.0.1.evil.test:{port}/secret")]
    [InlineData("ftp://files.internal:{port}/secret")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://127.0.0.1:{port}/secret")]
    [InlineData("http://files.internal:{port}/redirect?http://127.0.0.1:{port}/secret")]
    [InlineData("http://files.internal:{port}/redirect?http://[::ffff:127.0.0.1]:{port}/secret")]
    [InlineData("http://files.internal:{port}/redirect?http://inside.test:{port}/secret")]
    [InlineData("http://files.internal:{port}/redirect?http://two-addresses.test:{port}/secret")]
    [InlineData("http://files.internal:{port}/redirect?//127.0.0.1:{port}/secret")]
    [InlineData("http://files.internal:{port}/redirect?file:///etc/passwd")]
    [InlineData("http://files.internal:{port}/redirect?http://u:p@files.internal:{port}/secret")]
    public async Task Forbidden_addresses_are_never_asked(string template)
    {
        await using var server = await FileServer.StartAsync(Redirect);
        var url = new Uri(template.Replace("{port}", server.Port.ToString(), StringComparison.Ordinal));

        var e = await Assert.ThrowsAsync<Refusal>(() => FetchAsync(url));

        Assert.True(e.Status is 403 or 502, e.Message);
        Assert.DoesNotContain("/secret", server.Asked);
        Assert.Empty(Directory.GetFiles(_folder.Scratch));
    }

    /// <summary>The resolver of this test is the worst one: it finds us under every spelling.</summary>
    [Theory]
    [InlineData("ⓛⓞⓒⓐⓛⓗⓞⓢⓣ")]
    [InlineData("ｌｏｃａｌｈｏｓｔ")]
    [InlineData("ℓocalhost")]
    [InlineData("local\u00ADhost")]
    [InlineData("local\u200Bhost")]
    [InlineData("local\u200Dhost")]
    [InlineData("LOCALHOST")]
    [InlineData("localhost.")]
    [InlineData("LocalHost。")]
    [InlineData("loc%61lhost")]
    [InlineData("%E2%93%9Bocalhost")]
    [InlineData("127.0.0.1.")]
    [InlineData("127。0。0。1")]
    [InlineData("①②⑦.⓪.⓪.①")]
    [InlineData("१२७.0.0.1")]
    [InlineData("0x7f.1.")]
    [InlineData("[::1%25lo]")]
    [InlineData("inside.test.")]
    [InlineData("INSIDE.TEST")]
    [InlineData("xn--localhost-9ma")]
    [InlineData("ﬁles.internal")]                                   // like the host that the operator named, but not it
    [InlineData("ｆiles.internal")]
    [InlineData("files\u00AD.internal")]
    [InlineData("files.internal.")]
    public async Task Spellings_of_a_forbidden_host_are_never_asked(string host)
    {
        await using var server = await FileServer.StartAsync(Redirect);
        var refusals = new List<Refusal>
        {
            await Assert.ThrowsAsync<Refusal>(() => FetchAsync(new Uri($"http://{Friend}:{server.Port}/redirect?http://{host}:{server.Port}/secret"))),
        };
        if (Uri.TryCreate($"http://{host}:{server.Port}/secret", UriKind.Absolute, out var direct))
            refusals.Add(await Assert.ThrowsAsync<Refusal>(() => FetchAsync(direct)));

        Assert.All(refusals, e => Assert.True(e.Status is 403 or 502, e.Message));
        Assert.All(server.Asked, path => Assert.Equal("/redirect", path));
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task A_host_the_operator_named_is_the_same_in_upper_case()
    {
        await using var server = await FileServer.StartAsync(http => http.Request.Path == "/song.mp3" ? http.Response.WriteAsync("sound") : Redirect(http));

        var (_, content) = await FetchAsync(new Uri($"http://{Friend}:{server.Port}/redirect?http://FILES.Internal:{server.Port}/song.mp3"));

        Assert.Equal("sound", content);
    }

    [Fact]
    public async Task A_host_the_operator_named_may_be_private_and_redirect_within_itself()
    {
        await using var server = await FileServer.StartAsync(http => http.Request.Path == "/song.mp3" ? http.Response.WriteAsync("sound") : Redirect(http));

        var (name, content) = await FetchAsync(new Uri($"http://{Friend}:{server.Port}/redirect?/song.mp3"));

        Assert.Equal("sound", content);
        Assert.Equal("song.mp3", name);
    }

    [Fact]
    public async Task The_servers_own_name_for_the_file_counts()
    {
        await using var server = await FileServer.StartAsync(http =>
        {
            http.Response.Headers.ContentDisposition = "attachment; filename*=UTF-8''S%C3%B6ng.mp3";
            return http.Response.WriteAsync("sound");
        });

        Assert.Equal("Söng.mp3", (await FetchAsync(new Uri($"http://{Friend}:{server.Port}/x"))).Name);
    }

    [Fact]
    public async Task Redirects_have_an_end()
    {
        await using var server = await FileServer.StartAsync(http =>
        {
            http.Response.Redirect("/again");
            return Task.CompletedTask;
        });

        var e = await Assert.ThrowsAsync<Refusal>(() => FetchAsync(new Uri($"http://{Friend}:{server.Port}/")));

        Assert.Equal("The audioUrl redirects more than 5 times (the service's setting fetchRedirects).", e.Message);
        Assert.Equal(6, server.Asked.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_over_the_limit_is_refused_said_or_unsaid(bool saysLength)
    {
        await using var server = await FileServer.StartAsync(async http =>
        {
            if (saysLength)
                http.Response.ContentLength = 20_000;
            await http.Response.Body.WriteAsync(new byte[20_000]);
        });

        var e = await Assert.ThrowsAsync<Refusal>(() => FetchAsync(new Uri($"http://{Friend}:{server.Port}/")));

        Assert.Equal(413, e.Status);
        Assert.Empty(Directory.GetFiles(_folder.Scratch));
    }

    [Fact]
    public async Task A_server_that_drips_is_left()
    {
        _options = _options with { FetchTimeout = TimeSpan.FromMilliseconds(300) };
        await using var server = await FileServer.StartAsync(async http =>
        {
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(new byte[1]);
                await http.Response.Body.FlushAsync();
                await Task.Delay(20, CancellationToken.None);
            }
        });

        var e = await Assert.ThrowsAsync<Refusal>(() => FetchAsync(new Uri($"http://{Friend}:{server.Port}/")));

        Assert.Equal(504, e.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_keeps_a_worker_waiting_is_left_long_before_the_time_is_over(bool begins)
    {
        var clock = new TimerClock();
        _clock = clock;
        var sent = new TaskCompletionSource();
        await using var server = await FileServer.StartAsync(async http =>
        {
            if (begins)
            {
                await http.Response.Body.WriteAsync(new byte[9_000]);
                await http.Response.Body.FlushAsync();
            }

            sent.SetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        var fetch = FetchAsync(new Uri($"http://{Friend}:{server.Port}/"));
        await sent.Task;
        while (!fetch.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5);
        }

        var e = await Assert.ThrowsAsync<Refusal>(() => fetch);
        Assert.Equal((504, "The audioUrl came too slowly: less than 128 KB within 15 seconds."), (e.Status, e.Message));
    }

    [Fact]
    public async Task A_private_host_is_as_unknown_as_one_that_does_not_exist()
    {
        var inside = await Assert.ThrowsAsync<Refusal>(() => FetchAsync(new Uri("http://inside.test/x")));
        var nowhere = await Assert.ThrowsAsync<Refusal>(() => FetchAsync(new Uri("http://nowhere.test/x")));

        Assert.Equal((502, "The audioUrl cannot be fetched from nowhere.test: there is no public host of this name."), (nowhere.Status, nowhere.Message));
        Assert.Equal((nowhere.Status, nowhere.Message.Replace("nowhere", "inside", StringComparison.Ordinal)), (inside.Status, inside.Message));
    }

    [Theory]
    [InlineData("//")]
    [InlineData("http://")]
    [InlineData("http://a b/")]
    public async Task A_redirect_to_no_address_is_the_servers_fault(string location)
    {
        await using var server = await FileServer.StartAsync(http =>
        {
            http.Response.StatusCode = 302;
            http.Response.Headers.Location = location;
            return Task.CompletedTask;
        });

        var e = await Assert.ThrowsAsync<Refusal>(() => FetchAsync(new Uri($"http://{Friend}:{server.Port}/")));

        Assert.Equal(502, e.Status);
    }

    [Fact]
    public async Task Other_answers_than_a_file_are_said()
    {
        await using var server = await FileServer.StartAsync(http =>
        {
            http.Response.StatusCode = 403;
            return Task.CompletedTask;
        });

        var e = await Assert.ThrowsAsync<Refusal>(() => FetchAsync(new Uri($"http://{Friend}:{server.Port}/")));

        Assert.Equal("The audioUrl's server answered 403.", e.Message);
    }

    private async Task<(string? Name, string Content)> FetchAsync(Uri url)
    {
        using var fetcher = new FileFetcher(new UrlRules(_options), Resolve, _options, _clock, NullLogger<FileFetcher>.Instance);
        using var receiver = new ContentReceiver(new ObjectStore(_folder), 10_000, "MaxUploadBytes");
        var name = await fetcher.FetchAsync(url, receiver, "audioUrl", CancellationToken.None);
        return (name, await File.ReadAllTextAsync(receiver.Path));
    }

    private static Task<IPAddress[]> Resolve(string host, CancellationToken cancellationToken) => Task.FromResult<IPAddress[]>(host switch
    {
        Friend or "inside.test" or "localhost" => [IPAddress.Loopback],
        "two-addresses.test" => [IPAddress.Parse("192.88.98.1"), IPAddress.Loopback],
        "mapped.test" => [IPAddress.Parse("::ffff:127.0.0.1")],
        _ when host.EndsWith('.') || host.Contains("xn--", StringComparison.Ordinal) => [IPAddress.Loopback],
        _ => throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound),
    });

    private static Task Redirect(HttpContext http)
    {
        http.Response.Headers.Location = Uri.UnescapeDataString(http.Request.QueryString.Value!.TrimStart('?'));
        http.Response.StatusCode = StatusCodes.Status302Found;
        return Task.CompletedTask;
    }
}
