namespace Unbraid.Separation.Evaluation;

/// <summary>A transform in double precision for real signals of a length that is a power of two: plain radix 2, decimation in time.</summary>
internal sealed class DoubleFft
{
    private readonly int _length;
    private readonly double[] _cosines;
    private readonly double[] _sines;
    private readonly int[] _reversed;
    private readonly double[] _re;
    private readonly double[] _im;

    public DoubleFft(int length)
    {
        _length = length;
        _cosines = new double[length / 2];
        _sines = new double[length / 2];
        for (int k = 0; k < length / 2; k++)
        {
            (_sines[k], _cosines[k]) = Math.SinCos(-2 * Math.PI * k / length);
        }

        _reversed = new int[length];
        for (int i = 1; i < length; i++)
        {
            _reversed[i] = (_reversed[i >> 1] >> 1) | ((i & 1) == 1 ? length >> 1 : 0);
        }

        _re = new double[length];
        _im = new double[length];
    }

    /// <summary>Transforms two real signals, padded with zeros, into their bins 0 to length / 2.</summary>
    public void ForwardReal(
        ReadOnlySpan<float> first, ReadOnlySpan<float> second, (double[] Re, double[] Im) firstSpectrum, (double[] Re, double[] Im) secondSpectrum)
    {
        for (int i = 0; i < _length; i++)
        {
            _re[_reversed[i]] = i < first.Length ? first[i] : 0;
            _im[_reversed[i]] = i < second.Length ? second[i] : 0;
        }

        Butterflies();
        for (int k = 0; k <= _length / 2; k++)
        {
            int mirror = (_length - k) & (_length - 1);
            (double re, double im) = ((_re[k] + _re[mirror]) / 2, (_im[k] - _im[mirror]) / 2);
            secondSpectrum.Re[k] = (_im[k] + _im[mirror]) / 2;
            secondSpectrum.Im[k] = (_re[mirror] - _re[k]) / 2;
            firstSpectrum.Re[k] = re;
            firstSpectrum.Im[k] = im;
        }
    }

    /// <summary>Transforms bins 0 to length / 2 back and delivers the first samples of the real signal.</summary>
    public void InverseReal(ReadOnlySpan<double> re, ReadOnlySpan<double> im, Span<double> output)
    {
        // The forward transform of the conjugate spectrum is the conjugate of the inverse.
        for (int k = 0; k < _length; k++)
        {
            bool mirrored = k > _length / 2;
            int bin = mirrored ? _length - k : k;
            _re[_reversed[k]] = re[bin];
            _im[_reversed[k]] = mirrored ? im[bin] : -im[bin];
        }

        Butterflies();
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = _re[i] / _length;
        }
    }

    private void Butterflies()
    {
        for (int half = 1; half < _length; half *= 2)
        {
            int step = _length / (2 * half);
            for (int start = 0; start < _length; start += 2 * half)
            {
                for (int k = 0; k < half; k++)
                {
                    int a = start + k;
                    int b = a + half;
                    double tr = (_re[b] * _cosines[k * step]) - (_im[b] * _sines[k * step]);
                    double ti = (_re[b] * _sines[k * step]) + (_im[b] * _cosines[k * step]);
                    (_re[b], _im[b]) = (_re[a] - tr, _im[a] - ti);
                    (_re[a], _im[a]) = (_re[a] + tr, _im[a] + ti);
                }
            }
        }
    }
}
