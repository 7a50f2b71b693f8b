using Unbraid.Audio;
using Unbraid.Composition.Instruments;
using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Mixing;

/// <summary>The voices: the lead in the middle, its double a little late on both sides, and in choruses a second voice below.</summary>
internal sealed class VoiceChannel : Channel
{
    private const float Lead = 0.7f;

    private readonly Score _score;
    private readonly (Singer Singer, float Left, float Right)[] _singers;
    private float[] _sound = [];

    public VoiceChannel(Score score)
    {
        _score = score;
        _singers =
        [
            (Sing(note => note.Pitch, 0, 1, 1), Lead, Lead),
            (Sing(note => note.Harmony == 0 ? 0 : note.Pitch, 17, 0.97, 2), 0.26f, 0.06f),
            (Sing(note => note.Harmony, 11, 0.94, 3), 0.08f, 0.32f),
        ];
    }

    /// <remarks>The other voices are too soft to count.</remarks>
    public override double[] Powers(int tenths, CancellationToken cancellationToken)
    {
        var lead = Sing(note => note.Pitch, 0, 1, 1);
        var filter = new LoudnessFilter(Clock.Rate);
        var powers = new double[tenths];
        var sound = new float[Tenth];
        for (int i = 0; i < tenths; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            sound.AsSpan().Clear();
            lead.AddTo(sound);
            powers[i] = 2 * Lead * Lead * filter.Energy(sound, 0, 1) / Tenth;
        }

        return powers;
    }

    public override void AddTo(Span<float> left, Span<float> right)
    {
        if (_sound.Length < left.Length)
        {
            _sound = new float[left.Length];
        }

        foreach (var (singer, toLeft, toRight) in _singers)
        {
            var sound = _sound.AsSpan(0, left.Length);
            sound.Clear();
            singer.AddTo(sound);
            for (int i = 0; i < sound.Length; i++)
            {
                left[i] += toLeft * sound[i];
                right[i] += toRight * sound[i];
            }
        }
    }

    private Singer Sing(Func<SungNote, int> pitch, double milliseconds, double scale, int number) =>
        new(VoicePlan.Lay(_score.Sung.Notes, _score.Clock, pitch, (int)(milliseconds * Clock.Rate / 1000)), Size * scale, (int)(_score.Seed & 0xFFFF) + number);

    // High voices come from small heads.
    private double Size => 1.08 + (0.012 * _score.Style.VoiceShift);
}
