namespace Unbraid.Composition.Prompts;

/// <summary>Reads who plays: the genre's usual ensemble, with what the prompt adds, takes away or wants alone.</summary>
internal static class EnsembleReader
{
    public static IReadOnlyDictionary<Role, Timbre> Read(PromptText prompt, Genre genre)
    {
        var ensemble = genre.Ensemble.ToDictionary(part => part.Role, part => part.Timbre);
        var alone = new Dictionary<Role, Timbre>();
        foreach (var word in Words.Timbres.OrderByDescending(word => word.Text.Length))
        {
            if (Words.Without.Any(without => prompt.Take($"{without} {word.Text}")))
            {
                Remove(ensemble, word);
            }
            else if (Words.AloneBefore.Any(before => prompt.Take($"{before} {word.Text}")) || Words.AloneAfter.Any(after => prompt.Take($"{word.Text} {after}")))
            {
                alone[word.Role] = word.Timbre;
            }
            else if (prompt.Take(word.Text))
            {
                // A bass or drums named without more stay what the genre has.
                ensemble[word.Role] = word.Role is Role.Bass or Role.Drums && !word.Text.Contains(' ', StringComparison.Ordinal) && word.Timbre != Timbre.SubBass
                    && ensemble.TryGetValue(word.Role, out var usual) ? usual : word.Timbre;
            }
        }

        return alone.Count > 0 ? Complete(alone) : ensemble;
    }

    private static void Remove(Dictionary<Role, Timbre> ensemble, TimbreWord word)
    {
        var kin = Kin(word.Timbre);
        foreach (var role in ensemble.Where(part => Kin(part.Value) == kin).Select(part => part.Key).ToList())
        {
            ensemble.Remove(role);
        }
    }

    /// <summary>"No guitar" means no guitar of any kind.</summary>
    private static int Kin(Timbre timbre) => timbre switch
    {
        Timbre.FingerBass or Timbre.UprightBass or Timbre.SynthBass or Timbre.SubBass => 1,
        Timbre.AcousticGuitar or Timbre.ElectricGuitar or Timbre.DistortedGuitar => 2,
        Timbre.Piano or Timbre.ElectricPiano => 3,
        _ => 100 + (int)timbre,
    };

    // A single instrument plays chords, figures and tune alike.
    private static Dictionary<Role, Timbre> Complete(Dictionary<Role, Timbre> alone)
    {
        foreach (var timbre in alone.Values.Where(timbre => Kin(timbre) != 1 && timbre != Timbre.Drums).Take(1).ToList())
        {
            alone.TryAdd(Role.Chords, timbre);
            alone.TryAdd(Role.Lead, timbre);
        }

        return alone;
    }
}
