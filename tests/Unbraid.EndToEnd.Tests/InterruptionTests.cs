namespace Unbraid.EndToEnd.Tests;

public sealed class InterruptionTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT", "wav")]
    [InlineData("INT", "mp3")]
    [InlineData("TERM", "wav")]
    public async Task A_signal_ends_a_separation_and_leaves_nothing(string signal, string format)
    {
        // Ten minutes, so that there is time; a low rate, so that the file is small.
        WavFile.Write(_folder.At("long.wav"), WavFile.Tones(600, 8000, 1), 8000, 1);
        await using var process = _folder.StartSeparate("--format", format, "--json", _folder.At("long.wav"));
        // Stems under their temporary names: the separation is under way.
        while (_folder.Written().Count == 0 && !process.HasExited)
            await Task.Delay(10, process.Limit);

        await process.SignalAsync(signal);
        var run = (await process.WaitAsync()).Exited(130);

        Assert.Empty(run.Output);
        Assert.Contains(run.Errors, line => line.StartsWith("Interrupted", StringComparison.Ordinal));
        Assert.Empty(_folder.Written());
        Assert.False(Directory.Exists(_folder.Output), "The output folder was left behind.");
        Assert.Empty(_folder.Processes());
    }

    [Theory]
    [InlineData("INT", "INT")]
    [InlineData("INT", "TERM")]
    [InlineData("QUIT", null)]
    public async Task Nothing_hidden_stays_where_there_is_no_time_to_lose(string first, string? second)
    {
        await using var process = await StartLongAsync("wav");

        await process.SignalAsync(first);
        if (second is not null && !process.HasExited)
            await process.TrySignalAsync(second);
        var run = await process.WaitAsync();

        Assert.Contains(run.ExitCode, (int[])[130, 131, 143]);
        Assert.Empty(_folder.Written());
        Assert.False(Directory.Exists(_folder.Output), "The output folder was left behind.");
    }

    [Theory]
    [InlineData("wav")]
    [InlineData("mp3")]
    public async Task What_a_killed_run_leaves_goes_with_the_next(string format)
    {
        await using (var process = await StartLongAsync(format))
        {
            await process.SignalAsync("KILL");
            await process.WaitAsync();
        }

        Assert.All(_folder.Written(), name => Assert.StartsWith("long/.unbraid-", name, StringComparison.Ordinal));
        var song = _folder.Song("song.wav");
        (await _folder.SeparateAsync(song)).Exited(0);

        Assert.Equal(["song/bass.wav", "song/drums.wav", "song/other.wav", "song/vocals.wav"], _folder.Written());
        Assert.False(Directory.Exists(Path.Combine(_folder.Output, "long")), "The folder of the killed run was left behind.");
    }

    [Fact]
    public async Task A_killed_run_leaves_earlier_results_as_they_were()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Output, "long"));
        var earlier = Path.Combine(_folder.Output, "long", "vocals.wav");
        await File.WriteAllTextAsync(earlier, "earlier");
        await using var process = await StartLongAsync("wav");
        await process.SignalAsync("KILL");
        await process.WaitAsync();

        Assert.Equal("earlier", await File.ReadAllTextAsync(earlier));
    }

    /// <summary>A separation of ten minutes at a low rate, under way.</summary>
    private async Task<CliProcess> StartLongAsync(string format)
    {
        WavFile.Write(_folder.At("long.wav"), WavFile.Tones(600, 8000, 1), 8000, 1);
        var process = _folder.StartSeparate("--format", format, "--json", _folder.At("long.wav"));
        while (!_folder.Written().Any(name => name.Contains(".unbraid-", StringComparison.Ordinal)) && !process.HasExited)
            await Task.Delay(10, process.Limit);
        return process;
    }
}
