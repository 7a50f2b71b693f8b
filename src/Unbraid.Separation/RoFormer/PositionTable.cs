namespace Unbraid.Separation.RoFormer;

/// <summary>Cosines and sines of position times frequency: [positions, frequencies].</summary>
internal sealed class PositionTable
{
    /// <param name="frequencies">Radians a position.</param>
    /// <param name="positions">Number of positions, from 0.</param>
    public PositionTable(ReadOnlySpan<float> frequencies, int positions)
    {
        Frequencies = frequencies.Length;
        (Cosines, Sines) = (new float[positions * frequencies.Length], new float[positions * frequencies.Length]);
        for (var p = 0; p < positions; p++)
        {
            for (var j = 0; j < frequencies.Length; j++)
            {
                var (sine, cosine) = Math.SinCos(p * frequencies[j]); // the product in floats, as where the networks were trained
                (Cosines[(p * Frequencies) + j], Sines[(p * Frequencies) + j]) = ((float)cosine, (float)sine);
            }
        }
    }

    public int Frequencies { get; }

    public float[] Cosines { get; }

    public float[] Sines { get; }

    public ReadOnlySpan<float> CosinesAt(int position) => Cosines.AsSpan(position * Frequencies, Frequencies);

    public ReadOnlySpan<float> SinesAt(int position) => Sines.AsSpan(position * Frequencies, Frequencies);
}
