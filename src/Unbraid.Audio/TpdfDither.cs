namespace Unbraid.Audio;

/// <summary>Seeded noise of triangular density between -1 and +1 steps: the dither that makes rounding errors independent of the signal.</summary>
/// <remarks>
/// Lipshitz, Wannamaker, Vanderkooy, "Quantization and dither: a theoretical survey", JAES 40 (1992). The generator is SplitMix64; the
/// sum of the two halves of one number, each of uniform density, has the triangular one. The same seed gives the same noise everywhere.
/// </remarks>
internal sealed class TpdfDither(int seed)
{
    private ulong _state = (ulong)seed;

    /// <summary>The next noise value, in steps of the quantiser.</summary>
    public float Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return ((float)(int)z + (int)(z >> 32)) * (1f / 4294967296f);
    }
}
