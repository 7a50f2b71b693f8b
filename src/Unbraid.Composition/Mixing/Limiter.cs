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
    private readonly float[] _left = new float[2 * Taps];
    private readonly float[] _right = new float[2 * Taps];
    private readonly float[] _gains = new float[Window];

    // Candidates for the least gain of the window, ascending; each with the frame at which it came.
    private readonly (long Frame, float Gain)[] _least = new (long Frame, float Gain)[Window];
    private int _first;
    private int _count;
    private long _frame;
    private float _gain = 1;
    private double _sum = Window;

    /// <param name="ceiling">Full scale is 1.</param>
    public Limiter(double ceiling)
    {
        _ceiling = (float)ceiling;
        _gains.AsSpan().Fill(1);
        for (int n = 0; n < Taps; n++)
        {
            // Half-way between two samples: a sinc under a Hann window.
            double t = n - (0.5 * (Taps - 1));
            _between[n] = (float)(Numeric.Sine(t / 2) / (Math.PI * t) * (0.5 + (0.5 * Numeric.Cosine(t / (Taps + 1)))));
        }
    }

    /// <param name="left">The mix.</param>
    /// <param name="right">As long.</param>
    /// <param name="gains">As long; see <see cref="Delay"/>.</param>
    public void Process(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> gains)
    {
        for (int i = 0; i < gains.Length; i++, _frame++)
        {
            float peak = Math.Max(Peak(_left, left[i]), Peak(_right, right[i]));
            Push(peak > _ceiling ? _ceiling / peak : 1);
            _gain = Math.Min(_least[_first].Gain, _gain + ((1 - _gain) * _release));
            int at = (int)(_frame % Window);
            _sum += _gain - _gains[at];
            _gains[at] = _gain;
            gains[i] = (float)(_sum / Window);
        }
    }

    /// <summary>The highest of two neighbouring samples and of what lies between them.</summary>
    private float Peak(float[] history, float sample)
    {
        // Written twice, so that the last samples always lie in a row.
        int at = (int)(_frame % Taps);
        history[at] = sample;
        history[at + Taps] = sample;
        var recent = history.AsSpan(at + 1, Taps);
        float between = 0;
        for (int n = 0; n < Taps; n++)
        {
            between += _between[n] * recent[n];
        }

        return Math.Max(Math.Abs(between), Math.Max(Math.Abs(recent[(Taps / 2) - 1]), Math.Abs(recent[Taps / 2])));
    }

    private void Push(float gain)
    {
        if (_count > 0 && _least[_first].Frame <= _frame - Window)
        {
            _first = (_first + 1) % Window;
            _count--;
        }

        while (_count > 0 && _least[(_first + _count - 1) % Window].Gain >= gain)
        {
            _count--;
        }

        _least[(_first + _count) % Window] = (_frame, gain);
        _count++;
    }
}
