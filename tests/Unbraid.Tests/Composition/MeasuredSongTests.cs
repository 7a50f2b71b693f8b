using Unbraid.Composition;
using Xunit;

namespace Unbraid.Tests.Composition;

/// <summary>What was asked for is measured in the sound.</summary>
public sealed class MeasuredSongTests(ITestOutputHelper output)
{
    // The last number is the octave of the tempo that is heard: slow music that plays eighths on and off the beat counts twice.
    [Theory]
    [InlineData("bright pop song in C major at 110 BPM", 110, "C major", 1)]
    [InlineData("hard rock in E minor, 132 BPM", 132, "E minor", 1)]
    [InlineData("acoustic folk in G major, 96 bpm", 96, "G major", 1)]
    [InlineData("deep house, 124 BPM, A minor", 124, "A minor", 1)]
    [InlineData("dark trap in F# minor, 140 bpm", 140, "F# minor", 1)]
    [InlineData("lofi chill beat, 80 bpm, D major", 80, "D major", 1)]
    [InlineData("jazz swing in Bb major, 136 bpm, no vocals", 136, "Bb major", 1)]
    [InlineData("reggae in A major, 76 BPM", 76, "A major", 2)]
    [InlineData("waltz in D minor, 126 bpm, strings", 126, "D minor", 1)]
    [InlineData("slow sad piano ballad in C minor, 70 bpm, no drums", 70, "C minor", 2)]
    public void Tempo_key_loudness_and_edges_are_those_asked_for(string prompt, double tempo, string key, double heard)
    {
        var rendered = RenderedSong.Of(new SongRequest { Prompt = prompt, Seed = 7, Duration = TimeSpan.FromSeconds(32) });
        var mono = RenderedSong.Mono(rendered.Mix);
        double measuredTempo = TempoEstimate.Of(mono, 44_100);
        var measuredKey = KeyEstimate.Of(mono, 44_100);
        var loudness = RenderedSong.Measure(rendered.Mix);
        output.WriteLine($"{prompt}: {measuredTempo:0.0} BPM, tonic {measuredKey.Tonic} {(measuredKey.Minor ? "minor" : "major")}, {loudness.Integrated:0.0} LUFS, {loudness.TruePeak:0.0} dBTP, "
            + string.Join(" ", Enum.GetValues<SongStem>().Select(stem => $"{stem} {RenderedSong.Measure(rendered[stem]).Integrated:0.0}")));

        Assert.Equal(tempo, rendered.Song.Tempo);
        Assert.Equal(key, rendered.Song.Key);
        Assert.InRange(measuredTempo, 0.98 * heard * tempo, 1.02 * heard * tempo);
        Assert.Contains($"{measuredKey.Tonic} {measuredKey.Minor}", Same(key));
        Assert.InRange(loudness.Integrated, -15, -13);
        Assert.InRange(loudness.TruePeak, -6, -1);
        HasCleanEdges(mono);
    }

    /// <summary>The key and its relative, which has the same notes.</summary>
    private static string[] Same(string key)
    {
        string[] names = ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];
        var tonic = Array.IndexOf(names, key.Split(' ')[0]);
        var minor = key.EndsWith("minor", StringComparison.Ordinal);
        return [$"{tonic} {minor}", $"{(tonic + (minor ? 3 : 9)) % 12} {!minor}"];
    }

    private static void HasCleanEdges(float[] mono)
    {
        // Something is heard within half a second, the end is silent, and there is no offset.
        Assert.True(mono.Take(22_050).Max(Math.Abs) > 0.01, "The song begins late.");
        Assert.True(Math.Abs(mono[0]) < 0.001 && Math.Abs(mono[^1]) < 0.001, "The song begins or ends with a click.");
        Assert.True(mono.TakeLast(2205).Max(Math.Abs) < 0.003, "The end is not silent.");
        Assert.InRange(mono.Average(), -0.002, 0.002);
    }
}
