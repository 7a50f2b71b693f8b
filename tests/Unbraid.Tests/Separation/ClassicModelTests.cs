using Unbraid.Separation.Classic;
using Xunit;

namespace Unbraid.Tests.Separation;

public sealed class ClassicModelTests : IDisposable
{
    private const int Drums = 0;
    private const int Bass = 1;
    private const int Other = 2;
    private const int Vocals = 3;

    private readonly ClassicModel _model = new();

    public void Dispose() => _model.Dispose();

    [Fact]
    public void The_stems_of_any_segment_sum_to_it()
    {
        var random = new Random(5);
        var mixture = Segment((_, _) => random.NextSingle() - 0.5f);
        var stems = Separate(mixture);
        for (var i = 0; i < mixture.Length; i++)
            Assert.Equal(mixture[i], stems[i] + stems[mixture.Length + i] + stems[2 * mixture.Length + i] + stems[3 * mixture.Length + i], 2e-6);
    }

    [Fact]
    public void Clicks_go_to_the_drums() =>
        Assert.Equal(Drums, Loudest(Segment((_, t) => t % 22_050 == 0 ? 1 : 0)));

    [Fact]
    public void A_low_steady_tone_goes_to_the_bass() =>
        Assert.Equal(Bass, Loudest(Segment((_, t) => 0.5f * MathF.Sin(2 * MathF.PI * 65 * t / 44_100f))));

    [Fact]
    public void A_steady_chord_on_one_side_goes_to_other() =>
        Assert.Equal(Other, Loudest(Segment((channel, t) => channel * 0.3f * (MathF.Sin(0.09f * t) + MathF.Sin(0.12f * t)))));

    [Fact]
    public void A_centred_voice_that_glides_has_its_largest_share_of_vocals_among_the_signals_above()
    {
        var voice = Segment((_, t) => MathF.Sin(0.08f * t + 6 * MathF.Sin(2 * MathF.PI * 1.5f * t / 44_100f)) * 0.3f);
        var chord = Segment((channel, t) => channel * 0.3f * (MathF.Sin(0.09f * t) + MathF.Sin(0.12f * t)));
        Assert.True(Share(voice, Vocals) > 2 * Share(chord, Vocals));
    }

    [Fact]
    public void Silence_stays_silent() => Assert.All(Separate(Segment((_, _) => 0)), sample => Assert.Equal(0, sample));

    private float[] Separate(float[] mixture)
    {
        var stems = new float[4 * mixture.Length];
        _model.Separate(mixture, stems);
        return stems;
    }

    private int Loudest(float[] mixture) => Enumerable.Range(0, 4).MaxBy(stem => Share(mixture, stem));

    private double Share(float[] mixture, int stem) =>
        Separate(mixture).Skip(stem * mixture.Length).Take(mixture.Length).Sum(sample => (double)sample * sample) / mixture.Sum(sample => (double)sample * sample);

    private float[] Segment(Func<int, int, float> sample)
    {
        var frames = _model.Spec.SegmentFrames;
        return [.. Enumerable.Range(0, 2 * frames).Select(i => sample(i / frames, i % frames))];
    }
}
