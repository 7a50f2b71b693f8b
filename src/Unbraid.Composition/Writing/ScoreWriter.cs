using Unbraid.Composition.Prompts;

namespace Unbraid.Composition.Writing;

/// <summary>Writes the score: form, then harmony, then tune, then everybody else.</summary>
internal static class ScoreWriter
{
    public static Score Write(Style style, SongRequest request)
    {
        var sings = style.Sung && !request.Instrumental && (request.Lyrics.Length > 0 || style.Ensemble.Count > 2);
        var words = request.Instrumental ? [] : Lyrics.Read(request.Lyrics);
        var form = FormPlanner.Plan(style, words, request.Duration);
        var clock = new Clock(style.Tempo, style.Swing, style.SwingsEighths);
        var harmony = Harmony.Write(style, form, request.Seed);
        var tune = new MelodyWriter(style, harmony, request.Seed);
        var parts = new List<Part>();
        foreach (var (role, timbre) in style.Ensemble.OrderBy(pair => pair.Key))
        {
            IReadOnlyList<Note> notes = role switch
            {
                Role.Drums => new DrumWriter(style, form, request.Seed).Write(),
                Role.Bass => new BassWriter(style, form, harmony, request.Seed).Write(),
                Role.Lead => tune.Play(form, sings),
                _ => new ChordWriter(style, form, harmony, request.Seed).Write(role, timbre),
            };
            if (notes.Count > 0)
            {
                parts.Add(new Part(role, timbre, notes));
            }
        }

        return new Score
        {
            Style = style,
            Clock = clock,
            Form = form,
            Harmony = harmony,
            Parts = parts,
            Sung = sings ? tune.Sing(form) : Song.Silent,
            Seed = request.Seed,
        };
    }
}
