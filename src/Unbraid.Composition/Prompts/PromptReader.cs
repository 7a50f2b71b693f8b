namespace Unbraid.Composition.Prompts;

/// <summary>Makes a style of a prompt. Knows no error: what it does not understand it decides by the seed.</summary>
internal static class PromptReader
{
    public static Style Read(string prompt, long seed)
    {
        var text = new PromptText(prompt);
        var random = new Pcg32(seed, "style");
        var genre = FindGenre(text);
        var moods = Words.Moods.Where(mood => text.Has(mood.Text)).ToList();
        var minor = Math.Clamp(genre.Minor + moods.Sum(mood => mood.Minor), 0, 1);
        var key = FindKey(text, minor, random);
        var tempo = TempoReader.Read(text, genre, moods.Sum(mood => mood.Tempo), random);
        var sung = !Words.Unsung.Any(text.Take);
        var voices = Words.Voices.Where(voice => text.Has(voice.Text)).ToList();
        var ensemble = EnsembleReader.Read(text, genre);
        return new Style
        {
            Genre = genre,
            Tempo = tempo,
            Key = key,
            Beats = Words.Meters.Where(meter => text.Has(meter.Text)).Select(meter => meter.Beats).FirstOrDefault(genre.Beats),
            Swing = text.Has("straight") ? 0.5 : text.Has("shuffle") || text.Has("swung") ? Math.Max(genre.Swing, 0.62) : genre.Swing,
            Energy = Math.Clamp(genre.Energy + moods.Sum(mood => mood.Energy), 0, 1),
            Ensemble = ensemble.Count > 0 ? ensemble : new Dictionary<Role, Timbre> { [Role.Chords] = Timbre.Piano },
            Sung = sung,
            VoiceShift = voices.Count > 0 ? voices[0].Shift : random.Chance(0.5) ? 3 : -4,
            Mood = moods.Count > 0 ? moods[0].Text : null,
            IsUnderstood = text.IsUnderstood || string.IsNullOrWhiteSpace(prompt),
        };
    }

    private static Genre FindGenre(PromptText text)
    {
        var found = Genres.All
            .SelectMany(genre => genre.Words, (genre, word) => (genre, word, at: text.IndexOf(word)))
            .Where(hit => hit.at >= 0)
            .OrderBy(hit => hit.at).ThenByDescending(hit => hit.word.Length)
            .Select(hit => hit.genre);
        return found.FirstOrDefault(Genres.All[0]);
    }

    private static Key FindKey(PromptText text, double minor, Pcg32 random)
    {
        var (tonic, mode) = KeyReader.Read(text.Raw);
        if (tonic is not null || mode is not null)
            text.Understand();
        var chosenTonic = random.Below(12);
        var chosenMode = text.Has("minor") || (!text.Has("major") && random.Chance(minor));
        return new Key(tonic ?? chosenTonic, mode ?? (tonic is null ? chosenMode : text.Has("minor") || (!text.Has("major") && minor >= 0.6)));
    }
}
