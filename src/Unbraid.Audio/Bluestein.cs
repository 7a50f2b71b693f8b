namespace Unbraid.Audio;

/// <summary>A transform of any length as a convolution with a chirp, which transforms of a power of two carry out.</summary>
internal sealed class Bluestein
{
    private readonly int _length;
    private readonly Fft _convolution;
    private readonly float[] _chirpRe;
    private readonly float[] _chirpIm;
    private readonly float[] _filterRe;
    private readonly float[] _filterIm;
    private readonly float[] _re;
    private readonly float[] _im;

    public Bluestein(int length)
    {
        _length = length;
        int size = 64;
        while (size < (2 * length) - 1)
        {
            size = checked(size * 2);
        }

        _convolution = new Fft(size);
        _chirpRe = new float[length];
        _chirpIm = new float[length];
        _filterRe = new float[size];
        _filterIm = new float[size];
        _re = new float[size];
        _im = new float[size];
        for (long n = 0; n < length; n++)
        {
            // exp(-pi i n^2 / length)
            (double cosine, double sine) = FftTables.Root(n * n % (2L * length), 2L * length);
            _chirpRe[n] = (float)cosine;
            _chirpIm[n] = (float)-sine;
            int mirror = (int)((size - n) % size);
            _filterRe[n] = _filterRe[mirror] = (float)(cosine / size);
            _filterIm[n] = _filterIm[mirror] = (float)(sine / size);
        }

        _convolution.Transform(_filterRe, _filterIm, _filterRe, _filterIm);
    }

    public void Transform(ReadOnlySpan<float> inputRe, ReadOnlySpan<float> inputIm, Span<float> re, Span<float> im)
    {
        Multiply(inputRe, inputIm, _chirpRe, _chirpIm, _re, _im);
        _re.AsSpan(_length).Clear();
        _im.AsSpan(_length).Clear();
        _convolution.Transform(_re, _im, _re, _im);
        Multiply(_re, _im, _filterRe, _filterIm, _re, _im);
        _convolution.Transform(_im, _re, _im, _re);
        Multiply(_re.AsSpan(0, _length), _im.AsSpan(0, _length), _chirpRe, _chirpIm, re, im);
    }

    private static void Multiply(
        ReadOnlySpan<float> aRe, ReadOnlySpan<float> aIm, ReadOnlySpan<float> bRe, ReadOnlySpan<float> bIm, Span<float> re, Span<float> im)
    {
        for (int i = 0; i < aRe.Length; i++)
        {
            float real = (aRe[i] * bRe[i]) - (aIm[i] * bIm[i]);
            im[i] = (aRe[i] * bIm[i]) + (aIm[i] * bRe[i]);
            re[i] = real;
        }
    }
}
