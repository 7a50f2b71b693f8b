using System.Security.Cryptography;
using Unbraid.Audio;

namespace Unbraid.Separation.Catalogue;

/// <summary>The models in a folder. A file under its final name is complete: it was checked before it got the name.</summary>
public sealed class ModelStore
{
    /// <param name="folder">
    /// The folder, with one for each model in it; made when the first is fetched. Default: that of <c>UNBRAID_MODELS</c>, else
    /// <c>$XDG_DATA_HOME/unbraid/models</c>, else <c>~/.local/share/unbraid/models</c>.
    /// </param>
    /// <exception cref="SeparationException">A variable of the environment is invalid; the message names it.</exception>
    public ModelStore(string? folder = null)
        : this(folder is null ? ModelSettings.FromEnvironment() : ModelSettings.FromEnvironment() with { Folder = Path.GetFullPath(folder) })
    {
    }

    internal ModelStore(ModelSettings settings) =>
        (Settings, Answers, Recorded) = (settings, new RememberedAnswers(settings.Folder), new RecordedHashes(settings.Folder));

    /// <summary>Names of all models that can be asked for, best first. Those that are not installed can be fetched.</summary>
    public static IReadOnlyList<string> Known => [.. ModelCatalogue.Models.Select(model => model.Name)];

    /// <summary>The folder.</summary>
    public string Folder => Settings.Folder;

    /// <summary>Names of the models that are installed, those that come with the library among them, best first.</summary>
    public IReadOnlyList<string> Installed => [.. ModelCatalogue.Models.Where(IsInstalled).Select(model => model.Name)];

    internal ModelSettings Settings { get; }

    /// <summary>What the user said about models before.</summary>
    internal RememberedAnswers Answers { get; }

    /// <summary>The hashes that the first fetch recorded because nobody published them.</summary>
    internal RecordedHashes Recorded { get; }

    /// <summary>Fetches a model from its authors, if it is not installed. What an earlier call had fetched of it is not fetched again.</summary>
    /// <param name="model">One of <see cref="Known"/>, or a quality: <c>fast</c>, <c>balanced</c> or <c>best</c>.</param>
    /// <param name="acceptsLicence">Whether the user agrees to the licence of the weights; needed where that restricts their use, and remembered in the folder.</param>
    /// <param name="progress">Is told after every block.</param>
    /// <param name="cancellationToken">Stops; what has come is kept for the next call.</param>
    /// <exception cref="DownloadException">It could not be fetched, or its licence was not agreed to; the message names the licence.</exception>
    /// <exception cref="SeparationException">There is no such model.</exception>
    public async Task FetchAsync(
        string model, bool acceptsLicence = false, IProgress<PullProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var meant = ModelCatalogue.Find(ModelCatalogue.Qualities.GetValueOrDefault(model, model)) ?? throw ModelCatalogue.Unknown(model);
        if (acceptsLicence && meant.Licence.NeedsConsent)
            Answers.AcceptLicenceOf(meant);
        using var puller = new ModelPuller(this);
        await puller.PullAsync(meant, progress, cancellationToken);
    }

    /// <summary>The folder that a model's files are in, or will be; one that is built in has no files.</summary>
    internal string FolderOf(CatalogueModel model) => Path.Combine(Settings.Folder, model.Name);

    internal string PathOf(CatalogueModel model, ModelFile file) => Path.Combine(FolderOf(model), file.Name);

    /// <summary>Whether all its files are there; they are not read.</summary>
    internal bool IsInstalled(CatalogueModel model) => model.Files.All(file => File.Exists(PathOf(model, file)));

    /// <summary>Reads a file of a model and compares it with the catalogue.</summary>
    /// <exception cref="SeparationException">It cannot be read.</exception>
    internal async Task<FileState> VerifyAsync(CatalogueModel model, ModelFile file, CancellationToken cancellationToken = default)
    {
        var path = PathOf(model, file);
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (!file.MayHave(stream.Length))
                return FileState.Wrong;
            var found = await HashAsync(stream, cancellationToken);
            if (HashOf(model, file) is { } expected)
                return found == expected ? FileState.Good : FileState.Wrong;
            Recorded.Record(model, file, found);
            return FileState.Recorded;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return FileState.Missing;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SeparationException(SystemErrors.ReasonOf(e) ?? FaultReason.DiskError, $"'{path}' cannot be read: check its permissions.", e);
        }
    }

    /// <summary>Deletes a model's folder with all that is in it, half-fetched files too. Returns whether there was one.</summary>
    /// <exception cref="SeparationException">It comes with the program, or may not be deleted.</exception>
    internal bool Remove(CatalogueModel model)
    {
        if (model.BuiltIn)
            throw new SeparationException($"Model '{model.Name}' is part of the program and cannot be removed.");
        var folder = FolderOf(model);
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SeparationException(SystemErrors.OfWriting(e) ?? FaultReason.NoPermission, $"'{folder}' cannot be removed: no permission, or it is in use.", e);
        }
    }

    /// <summary>What the SHA-256 of a file must be: as published, or as recorded when it was fetched first. Null: it never was.</summary>
    internal string? HashOf(CatalogueModel model, ModelFile file) => file.Sha256 ?? Recorded.Find(model, file);

    /// <summary>SHA-256 of a stream from its beginning, as the catalogue writes it.</summary>
    internal static async Task<string> HashAsync(Stream stream, CancellationToken cancellationToken)
    {
        stream.Position = 0;
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
