using System.Globalization;

namespace Unbraid.Separation.Catalogue;

/// <summary>What the user was asked or told once and need not be again: lines in a text file beside the models.</summary>
/// <param name="folder">The folder of installed models.</param>
internal sealed class RememberedAnswers(string folder)
{
    private readonly string _path = Path.Combine(folder, "answers.txt");

    /// <summary>Whether the licence of a model was agreed to.</summary>
    public bool AcceptsLicenceOf(CatalogueModel model) => !model.Licence.NeedsConsent || Has($"accepted {model.LicenceId}");

    /// <exception cref="SeparationException">It cannot be written.</exception>
    public void AcceptLicenceOf(CatalogueModel model) => Add($"accepted {model.LicenceId}");

    /// <summary>Marks something as said.</summary>
    /// <returns>Whether it is news. It is again after <see cref="Forget"/>, and where nothing can be remembered.</returns>
    internal bool Remember(string subject, string what)
    {
        var line = $"said {subject} {what}";
        if (Has(line))
            return false;
        try
        {
            Add(line);
        }
        catch (SeparationException)
        {
            // Said once too often does less harm than stopping here.
        }

        return true;
    }

    /// <summary>Forgets what was said on a subject, and when it failed.</summary>
    internal void Forget(string subject) => Rewrite(line => !IsAbout(line, subject));

    /// <summary>When something failed last, in the form and by the clock of whoever noted it; null if it did not.</summary>
    internal DateTimeOffset? LastFailure(string subject, string where) =>
        Lines().LastOrDefault(line => line.StartsWith($"failed {subject} {where} ", StringComparison.Ordinal)) is { } line
            && DateTimeOffset.TryParseExact(line[(line.LastIndexOf(' ') + 1)..], "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
                ? time
                : null;

    /// <summary>Notes a failure instead of an earlier one.</summary>
    internal void NoteFailure(string subject, string where, DateTimeOffset time)
    {
        Rewrite(line => !line.StartsWith($"failed {subject} ", StringComparison.Ordinal));
        try
        {
            Add($"failed {subject} {where} {time.ToString("O", CultureInfo.InvariantCulture)}");
        }
        catch (SeparationException)
        {
            // It is tried again too early, which does no harm.
        }
    }

    private static bool IsAbout(string line, string subject) =>
        line.StartsWith($"said {subject} ", StringComparison.Ordinal) || line.StartsWith($"failed {subject} ", StringComparison.Ordinal);

    private bool Has(string line) => Lines().Contains(line);

    private string[] Lines()
    {
        try
        {
            return File.ReadAllLines(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private void Rewrite(Func<string, bool> keeps)
    {
        var lines = Lines();
        if (lines.All(keeps))
            return;
        try
        {
            var next = $"{_path}.{Guid.NewGuid():N}";
            File.WriteAllLines(next, lines.Where(keeps));
            File.Move(next, _path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is remembered too long does no harm.
        }
    }

    private void Add(string line)
    {
        if (Has(line))
            return;
        try
        {
            Directory.CreateDirectory(folder);
            File.AppendAllLines(_path, [line]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DownloadErrors.Disk(_path, e);
        }
    }
}
