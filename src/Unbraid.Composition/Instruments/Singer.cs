using System.Runtime.CompilerServices;
using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Instruments;

/// <summary>A voice: pulses of the cords through five formants in a row, after D. H. Klatt (1980), and noise for the consonants.</summary>
internal sealed class Singer(IReadOnlyList<VoiceAim> aims, double size, int seed)
{
    private const int Control = 16;
    private const double F4 = 3350;
    private const double F5 = 4100;

    // Widths in Hz of the five formants; the upper two stand still and give the voice its ring.
    private static readonly double[] s_widths = [80, 95, 130, 180, 260];

    private readonly Pcg32 _random = new(seed, "singer");
    private readonly Resonator[] _formants = new Resonator[5];
    private Filter _hissFilter;
    private Filter _tilt = new(5200, 0.6);
    private double _f1 = 400, _f2 = 1400, _f3 = 2500, _voice, _breath, _hiss, _hissPitch = 5000, _pitch = 220, _loudness;
    private double _phase, _drift, _vibrato;
    private int _next;
    private int _frame;

    /// <summary>Adds the next frames of the voice.</summary>
    public void AddTo(Span<float> sound)
    {
        for (int from = 0; from < sound.Length; from += Control)
        {
            var piece = sound.Slice(from, Math.Min(Control, sound.Length - from));
            while (_next < aims.Count && aims[_next].Start <= _frame)
            {
                _next++;
            }

            var aim = _next > 0 ? aims[_next - 1] : new VoiceAim(0, Phoneme.Silence, 220, 0, 0);
            if (aim.Sound == Phoneme.Silence && Math.Max(_voice, Math.Max(_breath, _hiss)) < 1e-4)
            {
                // Between phrases nothing sounds; the mouth is ready for the next.
                _pitch = _next < aims.Count ? aims[_next].Hertz : _pitch;
            }
            else
            {
                Render(aim, piece);
            }

            _frame += piece.Length;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Render(VoiceAim aim, Span<float> sound)
    {
        // Mouth and cords move slower than the letters: smoothing them is what joins the sounds.
        Follow(ref _f1, aim.Sound.F1, 0.016);
        Follow(ref _f2, aim.Sound.F2, 0.016);
        Follow(ref _f3, aim.Sound.F3, 0.016);
        Follow(ref _hissPitch, aim.Sound.HissPitch, 0.006);
        Follow(ref _pitch, aim.Hertz, 0.022);
        Follow(ref _loudness, 0.5 + (0.5 * aim.Loudness), 0.03);
        double voice = _voice, breath = _breath, hiss = _hiss;
        Follow(ref _voice, aim.Sound.Voice, 0.009);
        Follow(ref _breath, aim.Sound.Breath, 0.006);
        Follow(ref _hiss, aim.Sound.Hiss, 0.006);

        // Vibrato sets in when a note has stood for a while.
        double depth = 0.02 * Math.Clamp(((_frame - aim.NoteStart) / (double)Clock.Rate - 0.2) / 0.35, 0, 1);
        _vibrato += (5.4 + (0.2 * (seed % 5))) * sound.Length / Clock.Rate;
        _drift += (_random.Signed() - _drift) * Control / (0.1 * Clock.Rate);
        double hertz = _pitch * (1 + (depth * Numeric.Sine(_vibrato)) + (0.012 * _drift));
        double step = hertz / Clock.Rate;

        // A first formant below the pitch would mute the note: singers raise it.
        _formants[0].Set(Math.Max(_f1 * size, 1.05 * hertz), s_widths[0]);
        _formants[1].Set(_f2 * size, s_widths[1]);
        _formants[2].Set(_f3 * size, s_widths[2]);
        _formants[3].Set(F4 * size, s_widths[3]);
        _formants[4].Set(F5 * size, s_widths[4]);
        _hissFilter.Set(_hissPitch, 1.6);
        double dv = (_voice - voice) / sound.Length, db = (_breath - breath) / sound.Length, dh = (_hiss - hiss) / sound.Length;
        for (int i = 0; i < sound.Length; i++)
        {
            voice += dv;
            breath += db;
            hiss += dh;
            double noise = _random.Signed();
            _phase += step;
            _phase -= _phase >= 1 ? 1 : 0;

            // Derivative of the flow through the cords: open for 60 % of a period, then shut at once.
            double open = _phase / 0.6, pulse = open < 1 ? open * (2 - (3 * open)) : 0;
            double x = _tilt.Low(voice * pulse) + (breath * noise * (open < 1 ? 0.4 + (0.6 * open) : 0.4));
            for (int k = 0; k < _formants.Length; k++)
            {
                x = _formants[k].Run(x);
            }

            sound[i] += (float)(_loudness * (x + (hiss * _hissFilter.Band(noise))));
        }
    }

    private static void Follow(ref double value, double aim, double seconds) => value += (aim - value) * Control / (seconds * Clock.Rate);

    private struct Resonator
    {
        private double _a;
        private double _b;
        private double _c;
        private double _y1;
        private double _y2;

        public void Set(double hertz, double width)
        {
            double radius = Numeric.Exp(-Math.PI * width / Clock.Rate);
            _c = -radius * radius;
            _b = 2 * radius * Numeric.Cosine(hertz / Clock.Rate);
            _a = 1 - _b - _c;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double Run(double x)
        {
            double y = (_a * x) + (_b * _y1) + (_c * _y2);
            _y2 = _y1;
            _y1 = y;
            return y;
        }
    }
}
