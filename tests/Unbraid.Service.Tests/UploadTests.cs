using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Outbound;

namespace Unbraid.Service.Tests;

public class UploadTests
{
    [Fact]
    public async Task An_uploaded_file_becomes_an_audio_with_everything_the_contract_promises()
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");
        var song = TestWav.Sine(1.5, 22_050, 1);

        var result = (await client.WaitAsync(await UploadAsync(client, song, "Mein Lied.wav"))).GetProperty("result");

        Assert.True(Guid.TryParse(result.GetProperty("audioId").GetString(), out _));
        Assert.Equal(result.GetProperty("audioId").GetString(), result.GetProperty("id").GetString());
        Assert.False(result.GetProperty("isFlagged").GetBoolean());
        Assert.Equal("Mein Lied", result.GetProperty("title").GetString());
        Assert.Equal(1.5, result.GetProperty("duration").GetDouble(), 0.001);
        Assert.Equal(22_050, result.GetProperty("sampleRate").GetInt32());
        Assert.Equal(1, result.GetProperty("channels").GetInt32());
        Assert.False(result.TryGetProperty("lyrics", out _));
        Assert.Equal(song, await service.Client.GetByteArrayAsync(result.GetProperty("url").GetString()));
    }

    [Theory]
    [InlineData("aiff", "pcm_s16be", "aiff", "audio/aiff")]
    [InlineData("au", "pcm_s16be", "au", "application/octet-stream")]
    [InlineData("ac3", "ac3", "ac3", "audio/ac3")]
    [InlineData("tta", "tta", "tta", "application/octet-stream")]
    [InlineData("matroska", "flac", "mka", "audio/x-matroska")]
    [InlineData("w64", "pcm_s16le", "wav", "audio/wav")]
    public async Task Whatever_the_command_reads_the_service_takes(string format, string codec, string extension, string mediaType)
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");
        var song = await TestSounds.FfmpegAsync(format, "-f", "lavfi", "-i", "sine=duration=1", "-c:a", codec);

        var result = (await client.WaitAsync(await UploadAsync(client, song, "song"))).GetProperty("result");

        var url = new Uri(result.GetProperty("url").GetString()!);
        Assert.EndsWith($".{extension}", url.AbsolutePath, StringComparison.Ordinal);
        using var file = await service.Client.GetAsync(url);
        Assert.Equal(mediaType, file.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task What_is_missing_of_a_file_is_said_in_its_result()
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");
        var song = TestWav.Sine(3);

        var result = (await client.WaitAsync(await UploadAsync(client, song[..(song.Length / 2)], "cut.wav"))).GetProperty("result");

        Assert.Equal(1.5, result.GetProperty("duration").GetDouble(), 0.001);
        Assert.Contains("1.50 s earlier than it says", Assert.Single(result.GetProperty("warnings").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_content_is_stored_once_and_still_belongs_to_each_tenant_alone()
    {
        await using var service = await RunningService.StartAsync();
        using var ada = service.As("ada");
        using var bob = service.As("bob");
        var song = TestWav.Sine(0.5);

        var adas = await AudioIdAsync(ada, song);
        var bobs = await AudioIdAsync(bob, song);

        Assert.NotEqual(adas, bobs);
        Assert.Single(service.Objects());
        Assert.Empty(service.Scratch());
        Assert.Equal(HttpStatusCode.NotFound, (await bob.PostAsJsonAsync("/producer/stems", new { audioId = adas })).StatusCode);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("This is a letter and not a song.", "")]
    public async Task What_is_not_sound_fails_and_leaves_nothing(string content, string word)
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");

        var task = await client.WaitAsync(await UploadAsync(client, Encoding.UTF8.GetBytes(content), "song.mp3"));

        Assert.Equal("failed", task.GetProperty("status").GetString());
        Assert.InRange(task.GetProperty("errorCode").GetInt32(), 415, 422);
        var message = task.GetProperty("errorMessage").GetString()!;
        Assert.Contains(word, message, StringComparison.Ordinal);
        Assert.DoesNotContain(service.DataPath, message, StringComparison.Ordinal);
        Assert.Empty(service.Scratch());
    }

    [Fact]
    public async Task A_song_over_the_longest_duration_fails()
    {
        await using var service = await RunningService.StartAsync(settings => settings.With((AudioOptions songs) => songs with { MaxAudioDuration = TimeSpan.FromSeconds(1) }));
        using var client = service.As("ada");

        var task = await client.WaitAsync(await UploadAsync(client, TestWav.Sine(1.2), "long.wav"));

        Assert.Equal(422, task.GetProperty("errorCode").GetInt32());
        Assert.Contains("longer", task.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_over_the_limit_is_413_and_leaves_nothing()
    {
        await using var service = await RunningService.StartAsync(settings => settings.With((AudioOptions songs) => songs with { MaxUploadBytes = 10_000 }));
        using var client = service.As("ada");

        var little = await client.PostAsync("/producer/upload", Form(new byte[20_000], "song.wav"));
        var much = await client.PostAsync("/producer/upload", Form(new byte[200_000], "song.wav"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, little.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, much.StatusCode);
        Assert.Empty(service.Scratch());
        Assert.Empty(service.Objects());
    }

    [Fact]
    public async Task A_form_without_the_file_and_a_broken_form_are_400()
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");
        using var broken = new StringContent("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nabc");
        broken.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");

        var without = await client.PostAsync("/producer/upload", new MultipartFormDataContent { { new StringContent("x"), "title" } });
        var half = await client.PostAsync("/producer/upload", broken);

        Assert.Equal(HttpStatusCode.BadRequest, without.StatusCode);
        Assert.Contains("file must be given", await without.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, half.StatusCode);
        Assert.Empty(service.Scratch());
    }

    [Theory]
    [InlineData("""{"audioUrl":"song.mp3"}""", "audioUrl must be an absolute http or https address")]
    [InlineData("""{"audioUrl":"ftp://example.com/song.mp3"}""", "audioUrl must be an absolute http or https address")]
    [InlineData("""{"audioUrl":"http://2130706433/song.mp3"}""", "audioUrl must not point to a private or reserved address")]
    [InlineData("""{"audioUrl":"http://me:pw@example.com/song.mp3"}""", "audioUrl must not contain a user name or password")]
    [InlineData("{}", "audioUrl must be given")]
    public async Task An_address_that_can_never_work_is_refused_at_once(string json, string message)
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");

        var response = await client.PostAsync("/producer/upload", new StringContent(json, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal([message], (await response.ReadJsonAsync()).GetProperty("message").EnumerateArray().Select(m => m.GetString()));
    }

    [Fact]
    public async Task A_song_is_fetched_from_an_address()
    {
        var song = TestWav.Sine(0.7);
        await using var server = await FileServer.StartAsync(http => http.Response.Body.WriteAsync(song).AsTask());
        await using var service = await RunningService.StartAsync(settings => settings.With((OutboundOptions calls) => calls with { AllowedPrivateHosts = ["localhost"] }));
        using var client = service.As("ada");

        var task = await client.WaitAsync(await client.SubmitAsync("/producer/upload", new { audioUrl = $"http://localhost:{server.Port}/S%C3%B6ng.wav?x=1" }));

        Assert.Equal("completed", task.GetProperty("status").GetString());
        Assert.Equal("Söng", task.GetProperty("result").GetProperty("title").GetString());
        Assert.Equal(0.7, task.GetProperty("result").GetProperty("duration").GetDouble(), 0.001);
        Assert.Single(service.Objects());
        Assert.Empty(service.Scratch());
        await using var db = await service.DbAsync();
        Assert.All(db.Tasks, row => Assert.Equal("", row.Input));
    }

    [Fact]
    public async Task An_idempotency_key_gives_one_task_for_one_request()
    {
        await using var service = await RunningService.StartAsync();
        using var client = service.As("ada");
        client.DefaultRequestHeaders.Add("Idempotency-Key", "abc");
        var song = TestWav.Sine(0.5);

        var first = await UploadAsync(client, song, "a.wav");
        var again = await UploadAsync(client, song, "a.wav");
        var clash = await client.PostAsync("/producer/upload", Form(TestWav.Sine(0.6), "a.wav"));

        Assert.Equal(first, again);
        Assert.Equal(HttpStatusCode.Conflict, clash.StatusCode);
    }

    private static async Task<string> AudioIdAsync(HttpClient client, byte[] song) =>
        (await client.WaitAsync(await UploadAsync(client, song, "song.wav"))).GetProperty("result").GetProperty("audioId").GetString()!;

    private static async Task<string> UploadAsync(HttpClient client, byte[] content, string name)
    {
        var response = await client.PostAsync("/producer/upload", Form(content, name));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await response.ReadJsonAsync()).GetProperty("taskId").GetString()!;
    }

    private static MultipartFormDataContent Form(byte[] content, string name) => new() { { new ByteArrayContent(content), "file", name } };
}
