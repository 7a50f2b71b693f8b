using System.Numerics.Tensors;
using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Mixing;

/// <summary>Renders the stems block by block, limits their sum, and gives all of them the limiter's gain, so that they still sum to it.</summary>
internal sealed class Mastering
{
    private const int Frames = 4096;
    private const int Stems = 4;
    private const double Loudness = -14;

    // What the limiter takes away, on average.
    private const double MakeUp = 0.2;
    private const double Ceiling = -1.8;
    private const double Fade = 1.2;

    private readonly Score _score;
    private readonly List<(Channel Channel, float Gain)>[] _channels;
    private readonly StemBus[] _buses;
    private readonly Limiter _limiter = new(Numeric.Gain(Ceiling), Frames);
    private readonly float[] _left = new float[Frames];
    private readonly float[] _right = new float[Frames];
    private readonly float[] _gains = new float[Frames];

    private Mastering(Score score, double[] gains)
    {
        _score = score;
        var channels = Desk.Open(score);
        _channels = [.. Enumerable.Range(0, Stems).Select(stem =>
            channels.Select((channel, i) => (channel, (float)gains[i])).Where(pair => pair.channel.Stem == (SongStem)stem).ToList())];
        var beat = score.Clock.Beat;
        var calm = 1 - score.Style.Energy;
        _buses =
        [
            new StemBus(new Reverb(1.5 + 0.8 * calm, 0.9, Math.Min(0.06, beat / 16)), Frames),
            new StemBus(new Reverb(0.5 + 0.7 * calm, 0.45, 0.004), Frames),
            new StemBus(new Reverb(0.5, 0.4, 0.004), Frames),
            new StemBus(new Reverb(1.4 + 1.2 * calm, 0.8, 0.015), Frames),
        ];
    }

    /// <summary>The song in blocks; the one block is used again and again.</summary>
    public static IEnumerable<SongBlock> Render(Score score, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        const double Listening = 0.3;
        var gains = Balance.Find(score, Loudness + MakeUp, done => progress?.Report(Listening * done), cancellationToken);
        var mastering = new Mastering(score, gains);
        var mix = new float[2 * Frames];
        var stems = Enumerable.Range(0, Stems).Select(_ => new float[2 * Frames]).ToArray();
        var block = new SongBlock(mix, stems);
        for (int start = -Limiter.Delay; start < score.Frames; start += Frames)
        {
            cancellationToken.ThrowIfCancellationRequested();
            mastering.Fill(start, block, mix, stems);
            progress?.Report(Listening + ((1 - Listening) * Math.Min(1, (double)(start + Frames) / score.Frames)));
            yield return block;
        }
    }

    /// <param name="start">Frame of the song at which the block begins; the first one begins before the song.</param>
    /// <param name="block">Is told its length.</param>
    /// <param name="mix">[frames, 2], its sound.</param>
    /// <param name="stems">Likewise.</param>
    private void Fill(int start, SongBlock block, float[] mix, float[][] stems)
    {
        _left.AsSpan().Clear();
        _right.AsSpan().Clear();
        for (int i = 0; i < Stems; i++)
        {
            _buses[i].Render(_channels[i]);
            TensorPrimitives.Add(_left, _buses[i].Left.AsSpan(Limiter.Delay), _left);
            TensorPrimitives.Add(_right, _buses[i].Right.AsSpan(Limiter.Delay), _right);
        }

        _limiter.Process(_left, _right, _gains);
        int fade = (int)(Fade * Clock.Rate);
        for (int i = Math.Max(0, _score.Frames - fade - start); i < Frames; i++)
        {
            float left = Math.Clamp((float)(_score.Frames - start - i) / fade, 0, 1);
            _gains[i] *= left * left * (3 - (2 * left));
        }

        int from = Math.Max(0, -start);
        block.Frames = Math.Min(Frames, _score.Frames - start) - from;
        mix.AsSpan().Clear();
        for (int stem = 0; stem < Stems; stem++)
        {
            Write(_buses[stem], from, stems[stem].AsSpan(0, 2 * block.Frames));
            TensorPrimitives.Add(mix, stems[stem], mix);
        }
    }

    private void Write(StemBus bus, int from, Span<float> interleaved)
    {
        // Adding and taking away 3 leaves multiples of 2^-22.
        const float Grid = 3;
        for (int i = 0; i < interleaved.Length / 2; i++)
        {
            float gain = _gains[from + i];
            interleaved[2 * i] = (gain * bus.Left[from + i]) + Grid - Grid;
            interleaved[(2 * i) + 1] = (gain * bus.Right[from + i]) + Grid - Grid;
        }
    }
}
