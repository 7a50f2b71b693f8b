using Unbraid.Composition;
using Unbraid.Tests.Audio;

namespace Unbraid.Tests.Composition;

/// <summary>A song rendered to memory.</summary>
internal sealed record RenderedSong(ComposedSong Song, float[] Mix, float[][] Stems)
{
    public static RenderedSong Of(SongRequest request)
    {
        var song = Composer.Compose(request);
        var mix = new List<float>();
        var stems = Enum.GetValues<SongStem>().Select(_ => new List<float>()).ToArray();
        foreach (var block in song.Render())
        {
            mix.AddRange(block.Mix.Span);
            foreach (var stem in Enum.GetValues<SongStem>())
            {
                stems[(int)stem].AddRange(block[stem].Span);
            }
        }

        return new RenderedSong(song, [.. mix], [.. stems.Select(stem => stem.ToArray())]);
    }

    public float[] this[SongStem stem] => Stems[(int)stem];

    public static float[] Mono(ReadOnlySpan<float> interleaved)
    {
        var mono = new float[interleaved.Length / 2];
        for (int i = 0; i < mono.Length; i++)
        {
            mono[i] = 0.5f * (interleaved[2 * i] + interleaved[(2 * i) + 1]);
        }

        return mono;
    }

    public static Loudness Measure(ReadOnlySpan<float> interleaved)
    {
        var meter = new LoudnessMeter(ComposedSong.Format);
        meter.Add(interleaved);
        return meter.Complete();
    }
}
