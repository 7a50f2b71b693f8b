using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Mixing;

/// <summary>A room: eight delays that feed each other through a Hadamard matrix (J. Stautner and M. Puckette, CMJ 6, 1982), darker with every turn.</summary>
internal sealed class Reverb
{
    private const int Lines = 8;
    private static readonly int[] s_lengths = [1031, 1327, 1523, 1787, 2011, 2333, 2617, 2879];

    private readonly float[][] _lines;
    private readonly int[] _at = new int[Lines];
    private readonly float[] _gains = new float[Lines];
    private readonly float[] _damped = new float[Lines];
    private readonly float[] _delay;
    private int _delayAt;
    private float _rumble;

    /// <param name="seconds">Time in which it falls by 60 dB.</param>
    /// <param name="size">Of the room: 1 is a hall.</param>
    /// <param name="delay">Seconds before it begins.</param>
    public Reverb(double seconds, double size, double delay)
    {
        _lines = [.. s_lengths.Select(length => new float[(int)(length * size)])];
        for (int k = 0; k < Lines; k++)
        {
            _gains[k] = (float)Numeric.Gain(-60 * _lines[k].Length / (seconds * Clock.Rate));
        }

        _delay = new float[Math.Max(1, (int)(delay * Clock.Rate))];
    }

    /// <summary>Adds the room of what was sent into it.</summary>
    public void AddTo(ReadOnlySpan<float> send, Span<float> left, Span<float> right)
    {
        const float Damping = 0.35f;
        const float Normal = 0.35355339f;
        Span<float> x = stackalloc float[Lines];
        for (int i = 0; i < send.Length; i++)
        {
            float input = _delay[_delayAt];
            _delay[_delayAt] = send[i];
            _delayAt = _delayAt + 1 == _delay.Length ? 0 : _delayAt + 1;

            // Below the voice a room only booms.
            _rumble += 0.03f * (input - _rumble);
            input -= _rumble;
            for (int k = 0; k < Lines; k++)
            {
                float y = _lines[k][_at[k]];
                _damped[k] += (1 - Damping) * ((_gains[k] * y) - _damped[k]);
                x[k] = _damped[k];
            }

            left[i] += x[0] - x[2] + x[4] - x[6];
            right[i] += x[1] - x[3] + x[5] - x[7];
            for (int half = 1; half < Lines; half *= 2)
            {
                for (int k = 0; k < Lines; k += 2 * half)
                {
                    for (int j = k; j < k + half; j++)
                    {
                        (x[j], x[j + half]) = (x[j] + x[j + half], x[j] - x[j + half]);
                    }
                }
            }

            for (int k = 0; k < Lines; k++)
            {
                _lines[k][_at[k]] = (Normal * x[k]) + input + 1e-20f;
                _at[k] = _at[k] + 1 == _lines[k].Length ? 0 : _at[k] + 1;
            }
        }
    }
}
