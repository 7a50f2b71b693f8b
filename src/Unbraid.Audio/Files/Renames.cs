using System.Runtime.InteropServices;
using System.Text.Json;

namespace Unbraid.Audio;

/// <summary>Gives files their final names, all or none, whatever happens in between.</summary>
/// <remarks>
/// The new files lie in a scratch folder as <c>0</c>, <c>1</c>, ... What had their names before is kept there until the last one is renamed, and
/// comes back when one of them fails. A list in the scratch folder lets the next run finish what a killed one began.
/// </remarks>
internal static partial class Renames
{
    private const string List = "renames";

    /// <param name="scratch">The scratch folder.</param>
    /// <param name="folder">Where the files belong.</param>
    /// <param name="names">The final name of each.</param>
    public static void Run(string scratch, string folder, IReadOnlyList<string> names)
    {
        var list = Path.Combine(scratch, List);
        File.WriteAllText(list + ".new", JsonSerializer.Serialize(names));
        File.Move(list + ".new", list);
        for (int i = 0; i < names.Count; i++)
        {
            var final = Path.Combine(folder, names[i]);
            try
            {
                if (File.Exists(final))
                    Keep(final, Old(scratch, i));
                File.Move(New(scratch, i), final, overwrite: true);
            }
            catch (Exception error)
            {
                Undo(scratch, folder, names, i);
                File.Delete(list);
                throw OutputErrors.Describe(final, error);
            }
        }

        File.Delete(list);
    }

    /// <summary>Finishes the renames of a process that was killed in the middle of them: all files were complete.</summary>
    public static void Finish(string scratch, string folder)
    {
        var list = Path.Combine(scratch, List);
        if (!File.Exists(list))
            return;
        var names = JsonSerializer.Deserialize<string[]>(File.ReadAllText(list)) ?? [];
        for (int i = 0; i < names.Length; i++)
        {
            // The list may be anybody's who can write here: it does not lead out of the folder.
            if (File.Exists(New(scratch, i)) && Path.GetFileName(names[i]) == names[i])
                File.Move(New(scratch, i), Path.Combine(folder, names[i]), overwrite: true);
        }
    }

    private static string New(string scratch, int file) => Path.Combine(scratch, $"{file}");

    private static string Old(string scratch, int file) => Path.Combine(scratch, $"{file}.old");

    private static void Undo(string scratch, string folder, IReadOnlyList<string> names, int last)
    {
        for (int i = last; i >= 0; i--)
        {
            var final = Path.Combine(folder, names[i]);
            try
            {
                if (File.Exists(Old(scratch, i)))
                    File.Move(Old(scratch, i), final, overwrite: true);
                else if (!File.Exists(New(scratch, i)))
                    File.Delete(final);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The others come back all the same.
            }
        }
    }

    /// <summary>A second name where the file system has such, so that the first is never missing; else a rename.</summary>
    private static void Keep(string path, string copy)
    {
        if (OperatingSystem.IsWindows() || Link(path, copy) != 0)
            File.Move(path, copy);
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string path, string copy);
}
