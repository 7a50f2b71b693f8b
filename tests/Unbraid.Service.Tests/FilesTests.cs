using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Unbraid.Service.Http;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests;

public sealed class FilesTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly byte[] _content = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];
    private RunningService _service = null!;
    private string _link = "";
    private Guid _song;

    public async ValueTask InitializeAsync()
    {
        _service = await RunningService.StartAsync(replace: services => services.AddSingleton<TimeProvider>(_clock));
        _song = await _service.AddAudioAsync("ada", content: _content);
        _link = Sign("Łódź, 東京.wav");
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_link_needs_no_token_and_gives_the_file_under_its_name()
    {
        using var response = await _service.Client.GetAsync(_link);

        Assert.Equal(_content, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("audio/wav", response.Content.Headers.ContentType!.MediaType);
        var disposition = response.Content.Headers.GetValues("Content-Disposition").Single();
        Assert.Contains("filename*=UTF-8''%C5%81%C3%B3d%C5%BA%2C%20%E6%9D%B1%E4%BA%AC.wav", disposition, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Ranges_are_served_and_impossible_ones_refused()
    {
        using var part = await GetAsync(request => request.Headers.Range = new RangeHeaderValue(10, 19));
        using var tail = await GetAsync(request => request.Headers.Range = new RangeHeaderValue(null, 5));
        using var beyond = await GetAsync(request => request.Headers.Range = new RangeHeaderValue(5000, null));

        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(_content[10..20], await part.Content.ReadAsByteArrayAsync());
        Assert.Equal("bytes 10-19/1000", part.Content.Headers.ContentRange!.ToString());
        Assert.Equal(_content[^5..], await tail.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
        Assert.Equal("bytes */1000", beyond.Content.Headers.ContentRange!.ToString());
        Assert.Equal("application/problem+json", beyond.Content.Headers.ContentType!.MediaType);
        Assert.Equal(416, (await beyond.ReadJsonAsync()).GetProperty("statusCode").GetInt32());
        Assert.False(beyond.Content.Headers.Contains("Content-Disposition"));
    }

    [Fact]
    public async Task Head_gives_the_length_and_nothing_else()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, _link);
        using var response = await _service.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1000, response.Content.Headers.ContentLength);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Who_has_the_file_already_gets_304()
    {
        using var first = await _service.Client.GetAsync(_link);
        using var second = await GetAsync(request => request.Headers.IfNoneMatch.Add(first.Headers.ETag!));

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData("audio.wav", "vocals.wav")]
    [InlineData("name=", "name=x")]
    [InlineData("expires=", "expires=9")]
    [InlineData("signature=", "signature=A")]
    [InlineData("&signature", "&sig")]
    [InlineData("/files/audio/", "/files/stems/")]
    [InlineData("/files/audio/", "/files/audio/%2e%2e%2f")]
    public async Task A_changed_link_finds_nothing(string part, string changed)
    {
        using var response = await _service.Client.GetAsync(_link.Replace(part, changed, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_link_expires()
    {
        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(HttpStatusCode.OK, (await _service.Client.GetAsync(_link)).StatusCode);

        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.Gone, (await _service.Client.GetAsync(_link)).StatusCode);
    }

    [Fact]
    public async Task A_good_link_to_a_file_that_is_gone_is_404()
    {
        File.Delete(Path.Combine(_service.DataPath, "objects", _service.Objects().Single()));

        Assert.Equal(HttpStatusCode.NotFound, (await _service.Client.GetAsync(_link)).StatusCode);
    }

    [Fact]
    public async Task A_public_address_is_put_in_front_of_links()
    {
        await using var service = await RunningService.StartAsync(settings => settings.With((HttpOptions http) => http with { PublicUrl = "https://stems.example.org/" }));

        var link = service.Get<LinkFactory>().For(new DefaultHttpContext().Request).Link("stems/1/vocals.wav", "a.wav");

        Assert.StartsWith("https://stems.example.org/files/stems/1/vocals.wav?", link, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_who_have_the_same_bytes_neither_learns_of_the_other_and_each_link_ends_with_its_own_song()
    {
        _clock.Advance(TimeSpan.FromMinutes(10));
        var other = Sign(await _service.AddAudioAsync("bob", content: _content), "a.wav");
        using var first = await _service.Client.GetAsync(_link);
        using var second = await _service.Client.GetAsync(other);

        Assert.Single(_service.Objects());
        Assert.Equal(TimeSpan.FromMinutes(10), second.Content.Headers.LastModified - first.Content.Headers.LastModified);
        Assert.NotEqual(first.Headers.ETag, second.Headers.ETag);

        using var ada = _service.As("ada");
        await ada.DeleteAsync($"/producer/audios/{_song}");
        Assert.Equal(HttpStatusCode.NotFound, (await _service.Client.GetAsync(_link)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _service.Client.GetAsync(other)).StatusCode);
    }

    [Fact]
    public async Task A_link_to_content_by_its_hash_leads_nowhere()
    {
        var link = _service.Get<LinkFactory>().Sign($"{_service.Objects().Single()}/audio.wav", "a.wav");

        Assert.Equal(HttpStatusCode.NotFound, (await _service.Client.GetAsync(link)).StatusCode);
    }

    private string Sign(string name) => Sign(_song, name);

    private string Sign(Guid song, string name) => _service.Get<LinkFactory>().Sign(AudioRow.LinkTo(song, "wav"), name);

    private async Task<HttpResponseMessage> GetAsync(Action<HttpRequestMessage> change)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _link);
        change(request);
        return await _service.Client.SendAsync(request);
    }
}
