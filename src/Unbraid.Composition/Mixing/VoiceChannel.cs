using Unbraid.Composition.Instruments;
using Unbraid.Composition.Writing;

namespace Unbraid.Composition.Mixing;

/// <summary>The voices: the lead in the middle, its double a little late on both sides, and in choruses a second voice below.</summary>
internal sealed class VoiceChannel : Channel
{
    private readonly (Singer Singer, float Left, float Right)[] _singers;
    private float[] _sound = [];

    public VoiceChannel(Score score)
    {
        var size = 1.08 + 0.012 * score.Style.VoiceShift;
        var seed = (int)(score.Seed & 0xFFFF);
        Singer Sing(Func<SungNote, int> pitch, double milliseconds, double scale, int number) =>
            new(VoicePlan.Lay(score.Sung.Notes, score.Clock, pitch, (int)(milliseconds * Clock.Rate / 1000)), size * scale, seed + number);
        _singers =
        [
            (Sing(note => note.Pitch, 0, 1, 1), 0.7f, 0.7f),
            (Sing(note => note.Harmony == 0 ? 0 : note.Pitch, 17, 0.97, 2), 0.26f, 0.06f),
            (Sing(note => note.Harmony, 11, 0.94, 3), 0.08f, 0.32f),
        ];
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
}
