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
}
