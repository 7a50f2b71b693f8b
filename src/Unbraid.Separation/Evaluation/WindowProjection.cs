using System.Numerics.Tensors;
using Unbraid.Audio;

namespace Unbraid.Separation.Evaluation;

/// <summary>Energies of the parts of one estimate in one window.</summary>
/// <param name="Source">True source s.</param>
/// <param name="Distortion">Estimate minus s.</param>
/// <param name="Spatial">p - s, with p the projection on the own source.</param>
/// <param name="Own">p.</param>
/// <param name="Interference">q - p, with q the projection on all sources.</param>
/// <param name="Every">q.</param>
/// <param name="Artifacts">Estimate minus q.</param>
internal readonly record struct BssEnergies(
    double Source, double Distortion, double Spatial, double Own, double Interference, double Every, double Artifacts);

/// <summary>Filters the sources of one window at a time by multiplication of spectra.</summary>
internal sealed class WindowProjection
{
    private readonly int _window;
    private readonly int _taps;
    private readonly int _channels;
    private readonly RealFft _fft;
    private readonly Spectrum[] _sources;
    private readonly Spectrum[][] _everyFilters;
    private readonly Spectrum[][][] _ownFilters;
    private readonly Spectrum _sum;
    private readonly float[] _padded;
    private readonly float[] _own;
    private readonly float[] _every;

    /// <param name="windowFrames">Frames of a window.</param>
    /// <param name="taps">Taps of a filter.</param>
    /// <param name="channels">Channels of a stem.</param>
    /// <param name="everySource">Filters from every source channel to every estimate channel, [taps, sources, estimates].</param>
    /// <param name="ownSource">For each stem, filters from its channels to those of its estimate, [taps, channels, channels].</param>
    public WindowProjection(int windowFrames, int taps, int channels, double[] everySource, double[][] ownSource)
    {
        _window = windowFrames;
        _taps = taps;
        _channels = channels;
        _fft = new RealFft(FastLength(windowFrames + taps - 1));
        _padded = new float[_fft.Length];
        _own = new float[_fft.Length];
        _every = new float[_fft.Length];
        _sum = new Spectrum(_fft.Bins);
        int count = ownSource.Length * channels;
        _sources = [.. Enumerable.Range(0, count).Select(_ => new Spectrum(_fft.Bins))];
        _everyFilters = Transform(everySource, count, count);
        _ownFilters = [.. ownSource.Select(filters => Transform(filters, channels, channels))];
    }

    /// <summary>Takes the window that begins at a frame from every source channel.</summary>
    public void Load(float[][] sources, int begin)
    {
        for (int source = 0; source < sources.Length; source++)
        {
            _padded.AsSpan(_window).Clear();
            sources[source].AsSpan(begin, _window).CopyTo(_padded);
            Transform(_padded, _sources[source]);
            TensorPrimitives.Negate(_sources[source].Im, _sources[source].NegativeIm);
        }
    }

    /// <summary>Takes the estimate of a stem apart in the window that was loaded.</summary>
    public BssEnergies Decompose(int stem, float[][] reference, float[][] estimate, int begin)
    {
        var (source, distortion, spatial, own, interference, every, artifacts) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (int channel = 0; channel < _channels; channel++)
        {
            Project(_ownFilters[stem][channel], stem * _channels, _own);
            Project(_everyFilters[(stem * _channels) + channel], 0, _every);
            for (int i = 0; i < _window + _taps - 1; i++)
            {
                double s = i < _window ? reference[channel][begin + i] : 0;
                double e = i < _window ? estimate[channel][begin + i] : 0;
                double p = _own[i];
                double q = _every[i];
                source += s * s;
                distortion += (e - s) * (e - s);
                spatial += (p - s) * (p - s);
                own += p * p;
                interference += (q - p) * (q - p);
                every += q * q;
                artifacts += (e - q) * (e - q);
            }
        }

        return new BssEnergies(source, distortion, spatial, own, interference, every, artifacts);
    }

    private static int FastLength(int atLeast)
    {
        for (int length = (atLeast + 127) / 128 * 128; ; length += 128)
        {
            int rest = length;
            foreach (int prime in (ReadOnlySpan<int>)[2, 3, 5, 7])
            {
                while (rest % prime == 0)
                {
                    rest /= prime;
                }
            }

            if (rest == 1)
            {
                return length;
            }
        }
    }

    private void Project(Spectrum[] filters, int firstSource, float[] output)
    {
        _sum.Re.AsSpan().Clear();
        _sum.Im.AsSpan().Clear();
        for (int i = 0; i < filters.Length; i++)
        {
            var source = _sources[firstSource + i];
            var filter = filters[i];
            TensorPrimitives.MultiplyAdd(filter.Re, source.Re, _sum.Re, _sum.Re);
            TensorPrimitives.MultiplyAdd(filter.Im, source.NegativeIm, _sum.Re, _sum.Re);
            TensorPrimitives.MultiplyAdd(filter.Re, source.Im, _sum.Im, _sum.Im);
            TensorPrimitives.MultiplyAdd(filter.Im, source.Re, _sum.Im, _sum.Im);
        }

        _fft.Inverse(_sum.Re, _sum.Im, output);
    }

    // [taps, sources, estimates] becomes [estimates][sources] spectra.
    private Spectrum[][] Transform(double[] filters, int sources, int estimates)
    {
        var spectra = new Spectrum[estimates][];
        for (int estimate = 0; estimate < estimates; estimate++)
        {
            spectra[estimate] = new Spectrum[sources];
            for (int source = 0; source < sources; source++)
            {
                Array.Clear(_padded);
                for (int tap = 0; tap < _taps; tap++)
                {
                    _padded[tap] = (float)filters[(((tap * sources) + source) * estimates) + estimate];
                }

                spectra[estimate][source] = new Spectrum(_fft.Bins);
                Transform(_padded, spectra[estimate][source]);
            }
        }

        return spectra;
    }

    private void Transform(float[] signal, Spectrum spectrum) => _fft.Forward(signal, spectrum.Re, spectrum.Im);

    private sealed class Spectrum(int bins)
    {
        public float[] Re { get; } = new float[bins];

        public float[] Im { get; } = new float[bins];

        public float[] NegativeIm { get; } = new float[bins];
    }
}
