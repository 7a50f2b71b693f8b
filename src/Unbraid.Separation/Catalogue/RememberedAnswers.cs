namespace Unbraid.Separation.Catalogue;

/// <summary>What the user was asked once and need not be asked again: lines in a text file beside the models.</summary>
/// <param name="folder">The folder of installed models.</param>
public sealed class RememberedAnswers(string folder)
{
    private readonly string _path = Path.Combine(folder, "answers.txt");

    /// <summary>Whether the licence of a model was agreed to.</summary>
    public bool AcceptsLicenceOf(CatalogueModel model) => !model.Licence.NeedsConsent || Has($"accepted {model.LicenceId}");

    /// <exception cref="SeparationException">It cannot be written.</exception>
    public void AcceptLicenceOf(CatalogueModel model) => Add($"accepted {model.LicenceId}");

    /// <summary>Whether the offer to fetch a first model was turned down.</summary>
    public bool DeclinesOffers => Has("declined offers");

    /// <exception cref="SeparationException">It cannot be written.</exception>
    public void DeclineOffers() => Add("declined offers");

    private bool Has(string line)
    {
        try
        {
            return File.ReadLines(_path).Contains(line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
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
