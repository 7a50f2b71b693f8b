using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Mixing;

/// <summary>
/// Finds the gain that keeps peaks under a ceiling, also those between two samples. It looks ahead, so that the gain is down when the peak comes,
/// and moves without corners.
/// </summary>
internal sealed class Limiter
{
    /// <summary>Gains are for the frames this many before those that were given.</summary>
    public const int Delay = Window - 1 + (Taps / 2);

    private const int Window = 220;
    private const int Taps = 12;
    private const double Release = 0.09;

    private readonly float _ceiling;
    private readonly float _release = (float)(1 / (Release * Clock.Rate));
    private readonly float[] _between = new float[Taps];
    private readonly float[] _left;
    private readonly float[] _right;
    private readonly float[] _needed;
    private readonly float[] _scratch;
    private readonly float[] _gains = new float[Window];

    // Candidates for the least gain of the window, ascending; each with the frame at which it came.
    private readonly (int Frame, float Gain)[] _least = new (int Frame, float Gain)[Window + 1];
    private int _first;
    private int _end;
    private int _frame;
    private int _at;
    private float _gain = 1;
    private double _sum = Window;

    /// <param name="ceiling">Full scale is 1.</param>
    /// <param name="frames">Frames of a block.</param>
    public Limiter(double ceiling, int frames)
    {
        _ceiling = (float)ceiling;
        _left = new float[frames + Taps - 1];
        _right = new float[frames + Taps - 1];
        _needed = new float[frames];
        _scratch = new float[frames];
        _gains.AsSpan().Fill(1);
        for (int n = 0; n < Taps; n++)
        {
            // Half-way between two samples: a sinc under a Hann window.
            double t = n - (0.5 * (Taps - 1));
            _between[n] = (float)(Numeric.Sine(t / 2) / (Math.PI * t) * (0.5 + (0.5 * Numeric.Cosine(t / (Taps + 1)))));
        }
    }

    /// <param name="left">The mix, a block.</param>
    /// <param name="right">As long.</param>
    /// <param name="gains">As long; see <see cref="Delay"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Process(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> gains)
    {
        _needed.AsSpan().Fill(_ceiling);
        RaiseToPeaks(_left, left);
        RaiseToPeaks(_right, right);
        TensorPrimitives.Divide(_ceiling, _needed, _needed);
        for (int i = 0; i < gains.Length; i++, _frame++)
        {
            Push(_needed[i]);
            _gain = Math.Min(_least[_first].Gain, _gain + ((1 - _gain) * _release));
            _sum += _gain - _gains[_at];
            _gains[_at] = _gain;
            _at = Next(_at, Window);
            gains[i] = (float)(_sum / Window);
        }
    }

    /// <summary>The highest of two neighbouring samples and of what lies between them.</summary>
    private void RaiseToPeaks(float[] history, ReadOnlySpan<float> block)
    {
        history.AsSpan(block.Length).CopyTo(history);
        block.CopyTo(history.AsSpan(Taps - 1));
        _scratch.AsSpan().Clear();
        for (int n = 0; n < Taps; n++)
        {
            TensorPrimitives.MultiplyAdd(history.AsSpan(n, block.Length), _between[n], _scratch, _scratch);
        }

        TensorPrimitives.MaxMagnitude(_scratch, _needed, _needed);
        TensorPrimitives.MaxMagnitude(history.AsSpan((Taps / 2) - 1, block.Length), _needed, _needed);
        TensorPrimitives.MaxMagnitude(history.AsSpan(Taps / 2, block.Length), _needed, _needed);
        TensorPrimitives.Abs(_needed, _needed);
    }

    private void Push(float gain)
    {
        if (_first != _end && _least[_first].Frame <= _frame - Window)
        {
            _first = Next(_first, _least.Length);
        }

        while (_first != _end && _least[Before(_end)].Gain >= gain)
        {
            _end = Before(_end);
        }

        _least[_end] = (_frame, gain);
        _end = Next(_end, _least.Length);
    }

    private static int Next(int at, int length) => at + 1 == length ? 0 : at + 1;

    private int Before(int at) => at == 0 ? _least.Length - 1 : at - 1;
}
