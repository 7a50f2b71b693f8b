namespace Unbraid.Separation.Classic;

/// <summary>Follows the fundamental of the bass line: harmonic-sum salience per frame, the best path through it by Viterbi.</summary>
internal sealed class FundamentalTrack
{
    private const double LowestBin = 3.5;
    private const double Step = 0.25;
    private const int Candidates = 47;
    private const int Harmonics = 6;
    private const float JumpCost = 0.2f;
    private const float LargestCost = 1.2f;

    private readonly float[] _salience = new float[Candidates];
    private readonly byte[] _from;
    private float[] _best = new float[Candidates];
    private float[] _next = new float[Candidates];

    /// <param name="maxFrames">Frames of the longest segment.</param>
    public FundamentalTrack(int maxFrames) => _from = new byte[maxFrames * Candidates];

    /// <summary>Finds the fundamental of each frame, in bins.</summary>
    /// <param name="harmonic">Magnitudes with the drums filtered out, [bins, frames]; the lowest 96 bins are used.</param>
    /// <param name="fundamental">Destination, [frames].</param>
    public void Find(ReadOnlySpan<float> harmonic, Span<float> fundamental)
    {
        var frames = fundamental.Length;
        Array.Clear(_best);
        for (var t = 0; t < frames; t++)
        {
            Salience(harmonic, frames, t);
            for (var to = 0; to < Candidates; to++)
            {
                var bestFrom = 0;
                var best = float.NegativeInfinity;
                for (var from = 0; from < Candidates; from++)
                {
                    var score = _best[from] - (t == 0 ? 0 : MathF.Min(JumpCost * Math.Abs(to - from), LargestCost));
                    if (score > best)
                        (best, bestFrom) = (score, from);
                }

                _next[to] = best + _salience[to];
                _from[t * Candidates + to] = (byte)bestFrom;
            }

            (_best, _next) = (_next, _best);
        }

        var at = Array.IndexOf(_best, _best.Max());
        for (var t = frames - 1; t >= 0; t--)
        {
            fundamental[t] = (float)(LowestBin + Step * at);
            at = _from[t * Candidates + at];
        }
    }

    /// <summary>Log of the sum of the harmonics' root magnitudes, each weighted 0.8 times the one before.</summary>
    private void Salience(ReadOnlySpan<float> harmonic, int frames, int frame)
    {
        for (var candidate = 0; candidate < Candidates; candidate++)
        {
            var sum = 0.0;
            var weight = 1.0;
            for (var k = 1; k <= Harmonics; k++, weight *= 0.8)
            {
                var bin = k * (LowestBin + Step * candidate);
                var below = (int)bin;
                var share = bin - below;
                sum += weight * ((1 - share) * Math.Sqrt(harmonic[below * frames + frame]) + share * Math.Sqrt(harmonic[(below + 1) * frames + frame]));
            }

            _salience[candidate] = (float)Math.Log(sum + 1e-6);
        }
    }
}
