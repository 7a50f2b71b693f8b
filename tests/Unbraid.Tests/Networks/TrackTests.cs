using Unbraid.Audio;
using Unbraid.Separation;
using Unbraid.Tests.Checkpoints;
using Unbraid.Tests.Separation;
using Xunit;

namespace Unbraid.Tests.Networks;

public sealed class TrackTests : IDisposable
{
    private readonly TestSong _songs = new();

    public void Dispose() => _songs.Dispose();

    [Theory]
    [InlineData("htdemucs-tiny", "model.th")]
    [InlineData("htdemucs-tiny", "model-published.th")]
    [InlineData("htdemucs6-tiny", "model-published.th")]
    public async Task A_whole_track_separated_by_a_checkpoint_file_equals_the_original(string folder, string file)
    {
        using var golden = new Golden(folder);
        var (input, _, _) = golden.Read("track.input");
        var song = await WriteAsync(input);

        using var separator = Separator.Create(new SeparatorOptions { Model = Golden.PathOf(folder, file), Threads = 2 });
        var result = await separator.SeparateAsync(song, new StemOutput { Folder = _songs.Output, Encoding = new(AudioContainer.Wav, SampleType.Float32) });

        var planar = new List<float>();
        foreach (var path in result.Stems.Values)
        {
            var interleaved = await TestSong.ReadAsync(path);
            planar.AddRange(interleaved.Where((_, i) => i % 2 == 0));
            planar.AddRange(interleaved.Where((_, i) => i % 2 == 1));
        }

        var table = new StageTable(golden);
        table.Compare("track.output", planar.ToArray());
        Assert.True(table.SignalToNoise("track.output") >= 80, table.ToString());
    }

    private async Task<string> WriteAsync(float[] planar)
    {
        var frames = planar.Length / 2;
        var interleaved = new float[planar.Length];
        for (var i = 0; i < frames; i++)
        {
            (interleaved[2 * i], interleaved[(2 * i) + 1]) = (planar[i], planar[frames + i]);
        }

        var path = Path.Combine(_songs.Folder, "track.wav");
        await using var writer = AudioWriter.Create(path, new AudioFormat(44_100, 2), new AudioEncoding(AudioContainer.Wav, SampleType.Float32));
        await writer.WriteAsync(interleaved);
        await writer.CompleteAsync();
        return path;
    }
}
