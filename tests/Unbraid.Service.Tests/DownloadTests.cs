using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Unbraid.Service.Tests;

public sealed class DownloadTests : IAsyncLifetime
{
    private RunningService _service = null!;
    private HttpClient _client = null!;
    private string _file = "";

    public async ValueTask InitializeAsync()
    {
        _service = await RunningService.StartAsync();
        _client = _service.As("ada");
        _file = Path.Combine(_service.DataPath, "downloaded");
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _service.DisposeAsync();
    }

    [Theory]
    [InlineData("wav", "audio/wav")]
    [InlineData("flac", "audio/flac")]
    [InlineData("mp3", "audio/mpeg")]
    [InlineData("m4a", "audio/mp4")]
    [InlineData("ogg", "audio/ogg")]
    public async Task A_download_has_the_songs_length_offset_and_title(string format, string mediaType)
    {
        var song = TestSounds.Noise(31_337, 44_100);
        var audio = await UploadAsync(song, "Ein \"Lied\": 100 % neu.wav");

        var result = await DownloadAsync(audio, format);

        Assert.Equal(format, result.GetProperty("format").GetString());
        using var file = await _service.Client.GetAsync(result.GetProperty("url").GetString());
        Assert.Equal(mediaType, file.Content.Headers.ContentType!.MediaType);
        await File.WriteAllBytesAsync(_file, await file.Content.ReadAsByteArrayAsync());
        var (expected, _) = await TestSounds.ReadAsync(song);
        var (samples, info) = await TestSounds.ReadAsync(await File.ReadAllBytesAsync(_file));
        Assert.Equal("Ein \"Lied\": 100 % neu", info.Tags.Title);
        Assert.Equal(expected.Length, samples.Length);
        if (format is "wav" or "flac")
            Assert.Equal(expected, samples);
        else
            Assert.InRange(TestSounds.ErrorInDb(expected, samples), double.NegativeInfinity, -10);
    }

    [Fact]
    public async Task M4a_is_the_default()
    {
        var audio = await UploadAsync(TestSounds.Noise(9000, 44_100), "song.wav");

        var task = await _client.WaitAsync(await _client.SubmitAsync("/producer/download", new { audioId = audio }));

        Assert.Equal("m4a", task.GetProperty("result").GetProperty("format").GetString());
    }

    [Theory]
    [InlineData("mp3")]
    [InlineData("m4a")]
    [InlineData("flac")]
    public async Task The_cover_and_the_artist_of_a_song_are_in_its_downloads(string format)
    {
        var song = await TestSounds.FfmpegAsync(
            "flac", "-f", "lavfi", "-i", "sine=duration=0.5", "-f", "lavfi", "-i", "color=red:s=1600x900:d=0.1", "-map", "0", "-map", "1", "-frames:v", "1",
            "-c:v", "png", "-disposition:v", "attached_pic", "-metadata", "artist=Ada", "-metadata", "title=Rot");
        var audio = await UploadAsync(song, "song.flac");

        var file = await FetchAsync(await DownloadAsync(audio, format));

        var (_, info) = await TestSounds.ReadAsync(file);
        Assert.Equal(("Rot", "Ada"), (info.Tags.Title, info.Tags.Values["artist"]));
        await File.WriteAllBytesAsync(_file, file);
        var picture = await TestSounds.ProbeAsync(_file, "-select_streams", "v", "-show_entries", "stream=codec_name,width,height");
        Assert.Equal("mjpeg,1400,788", picture);
    }

    [Theory]
    [InlineData("mp3", "libmp3lame")]
    [InlineData("m4a", "aac")]
    [InlineData("ogg", "libvorbis")]
    [InlineData("opus", "libopus")]
    public async Task A_song_that_has_the_format_is_copied_without_another_loss(string format, string codec)
    {
        var song = await TestSounds.FfmpegAsync(format == "m4a" ? "ipod" : format, "-f", "lavfi", "-i", "sine=duration=1", "-c:a", codec);
        var audio = await UploadAsync(song, $"song.{format}");

        var file = await FetchAsync(await DownloadAsync(audio, format));

        var (expected, _) = await TestSounds.ReadAsync(song);
        var (samples, info) = await TestSounds.ReadAsync(file);
        Assert.Equal(expected, samples);
        Assert.Equal("song", info.Tags.Title);
    }

    [Fact]
    public async Task The_same_request_again_is_answered_from_the_store()
    {
        var audio = await UploadAsync(TestSounds.Noise(9000, 44_100), "song.wav");
        await DownloadAsync(audio, "mp3");
        var stored = Path.Combine(_service.DataPath, "objects", _service.Objects().Single(key => key.StartsWith("exports", StringComparison.Ordinal)));
        await File.WriteAllTextAsync(stored, "The very same object.");

        var again = await FetchAsync(await DownloadAsync(audio, "mp3"));

        Assert.Equal("The very same object.", Encoding.UTF8.GetString(again));
        Assert.Empty(_service.Scratch());
    }

    [Theory]
    [InlineData("{}", "audioId must be given")]
    [InlineData("""{"audioId":null,"format":null}""", "audioId must be given")]
    [InlineData("""{"audioId":7,"format":7}""", "audioId must be a string", "format must be a string")]
    [InlineData("""{"audioId":"x","format":"aiff"}""", "format must be wav, flac, mp3, m4a, ogg or opus")]
    public async Task Every_wrong_member_is_named(string json, params string[] messages)
    {
        var response = await _client.PostAsync("/producer/download", new StringContent(json, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(messages, (await response.ReadJsonAsync()).GetProperty("message").EnumerateArray().Select(m => m.GetString()));
    }

    [Fact]
    public async Task Audio_of_another_tenant_is_as_unknown_as_none()
    {
        var foreign = await _service.AddAudioAsync("bob");

        foreach (var audioId in new[] { foreign.ToString(), Guid.NewGuid().ToString(), "not-an-id" })
            Assert.Equal(HttpStatusCode.NotFound, (await _client.PostAsJsonAsync("/producer/download", new { audioId })).StatusCode);
    }

    [Fact]
    public async Task A_song_that_cannot_be_decoded_any_more_fails_with_a_sentence_and_leaves_nothing()
    {
        var audio = await _service.AddAudioAsync("ada", content: Encoding.UTF8.GetBytes("no sound"));

        var task = await _client.WaitAsync(await _client.SubmitAsync("/producer/download", new { audioId = audio }));

        Assert.Equal(422, task.GetProperty("errorCode").GetInt32());
        Assert.StartsWith("The file ", task.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        Assert.Empty(_service.Scratch());
        Assert.Single(_service.Objects());
    }

    private async Task<string> UploadAsync(byte[] song, string name) => await _client.UploadAsync(song, name);

    private async Task<JsonElement> DownloadAsync(string audioId, string format) =>
        (await _client.WaitAsync(await _client.SubmitAsync("/producer/download", new { audioId, format }))).GetProperty("result");

    private Task<byte[]> FetchAsync(JsonElement result) => _service.Client.GetByteArrayAsync(result.GetProperty("url").GetString());
}
