using Unbraid.Audio;

namespace Unbraid.Cli;

/// <summary>Gives every input a folder of its own.</summary>
internal static class OutputFolders
{
    /// <summary>The folder of each input: its name without extension, with <c>-2</c>, <c>-3</c>, ... behind it where an earlier input has that name.</summary>
    /// <param name="parent">Folder of all results.</param>
    /// <param name="inputs">Paths of the inputs.</param>
    /// <param name="say">Is told about each input that could not have its own name.</param>
    public static IReadOnlyList<string> Choose(string parent, IReadOnlyList<string> inputs, Action<string> say)
    {
        var names = inputs.Select(SongSource.NameOf).ToArray();
        // Names that inputs have by themselves are taken first, so that "song-2.mp3" keeps its name beside two "song".
        // Case is ignored because the file system may ignore it.
        var taken = new HashSet<string>(names, StringComparer.OrdinalIgnoreCase);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < names.Length; i++)
        {
            if (seen.Add(names[i]))
            {
                continue;
            }

            var number = 2;
            while (!taken.Add($"{names[i]}-{number}"))
            {
                number++;
            }

            names[i] = $"{names[i]}-{number}";
            say($"{inputs[i]}: another input has the same name, so its stems go to {Path.Combine(parent, names[i])}");
        }

        return [.. names.Select(name => Path.Combine(parent, name))];
    }

    /// <summary>Removes what killed runs left in the folder of all results and in those of the songs.</summary>
    public static void Sweep(string parent)
    {
        ScratchFolder.Sweep(parent);
        if (!Directory.Exists(parent))
        {
            return;
        }

        try
        {
            foreach (var folder in Directory.GetDirectories(parent))
            {
                ScratchFolder.Sweep(folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever wants to write there is told.
        }
    }
}
