using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Unbraid.Service.Storage;

namespace Unbraid.Service.Tests;

/// <summary>With the real separator.</summary>
public sealed class SeparationTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("unbraid-tests").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task A_song_goes_in_and_stems_come_out()
    {
        await using var service = await RunningService.StartAsync(dataPath: _data);
        using var client = service.As("ada");
        var song = TestWav.Sine(2, 44_100);
        var audioId = await service.AddAudioAsync("ada", "Söng", song);

        var task = await client.WaitAsync(await client.SubmitAsync("/producer/stems", new { audioId, model = "classic" }));

        Assert.Equal("completed", task.GetProperty("status").GetString());
        var stems = task.GetProperty("result").EnumerateObject().ToDictionary(stem => stem.Name, stem => stem.Value.GetString()!);
        Assert.Equal(["bass", "drums", "other", "vocals"], stems.Keys.Order());
        foreach (var (name, link) in stems)
        {
            using var response = await service.Client.GetAsync(link);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(song.Length, (await response.Content.ReadAsByteArrayAsync()).Length, 200.0);
            Assert.EndsWith($"filename*=UTF-8''S%C3%B6ng%20%28{name}%29.wav", response.Content.Headers.GetValues("Content-Disposition").Single(), StringComparison.Ordinal);
        }

        Assert.Empty(service.Scratch());
    }

    [Fact]
    public async Task Stems_format_and_residual_can_be_chosen()
    {
        await using var service = await RunningService.StartAsync(dataPath: _data);
        using var client = service.As("ada");
        var audioId = await service.AddAudioAsync("ada", "Song", TestWav.Sine(1, 44_100));

        var task = await client.WaitAsync(await client.SubmitAsync("/producer/stems", new { audioId, stems = new[] { "vocals" }, format = "flac", residual = true }));

        var links = task.GetProperty("result").EnumerateObject().ToDictionary(stem => stem.Name, stem => stem.Value.GetString()!);
        Assert.Equal(["residual", "vocals"], links.Keys.Order());
        Assert.Equal("fLaC"u8.ToArray(), (await service.Client.GetByteArrayAsync(links["vocals"]))[..4]);
    }

    [Fact]
    public async Task A_model_is_named_and_never_a_path()
    {
        await using var service = await RunningService.StartAsync(dataPath: _data);
        using var client = service.As("ada");
        var json = JsonSerializer.Serialize(new { audioId = "x", model = "/etc/passwd" });

        var response = await client.PostAsync("/producer/stems", new StringContent(json, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith("model must be auto or one of ", (await response.ReadJsonAsync()).GetProperty("message")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_stem_is_refused_at_once_and_the_known_ones_are_listed()
    {
        await using var service = await RunningService.StartAsync(dataPath: _data);
        using var client = service.As("ada");
        var audioId = await service.AddAudioAsync("ada", "Song", TestWav.Sine(1, 44_100));

        var response = await client.PostAsJsonAsync("/producer/stems", new { audioId, stems = new[] { "kazoo" } });

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("vocals", (await response.ReadJsonAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_killed_after_publishing_is_finished_without_separating_again()
    {
        string task;
        await using (var service = await RunningService.StartAsync(dataPath: _data))
        {
            using var client = service.As("ada");
            task = await client.SubmitAsync("/producer/stems", new { audioId = await service.AddAudioAsync("ada", "Song", TestWav.Sine(1, 44_100)) });
            await client.WaitAsync(task);
            await using var db = await service.DbAsync();
            var past = service.Get<TimeProvider>().GetUtcNow() - TimeSpan.FromMinutes(1);
            await db.Tasks.ExecuteUpdateAsync(set => set.SetProperty(t => t.State, TaskState.Processing).SetProperty(t => t.LeaseUntil, past)
                .SetProperty(t => t.Result, (string?)null).SetProperty(t => t.FinishedAt, (DateTimeOffset?)null));
        }

        var vocals = Path.Combine(_data, "objects", "stems", task, "vocals.wav");
        var written = File.GetLastWriteTimeUtc(vocals);
        await using var next = await RunningService.StartAsync(dataPath: _data);
        using var again = next.As("ada");
        var result = await again.WaitAsync(task);

        Assert.Equal("completed", result.GetProperty("status").GetString());
        Assert.Equal(written, File.GetLastWriteTimeUtc(vocals));
        Assert.Equal(4, result.GetProperty("result").EnumerateObject().Count());
    }
}
