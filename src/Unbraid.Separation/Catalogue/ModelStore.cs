using System.Security.Cryptography;
using Unbraid.Audio;

namespace Unbraid.Separation.Catalogue;

/// <summary>What is known of an installed file.</summary>
public enum FileState
{
    /// <summary>Its content is what the catalogue says.</summary>
    Good,
    Missing,

    /// <summary>Its content is something else.</summary>
    Wrong,

    /// <summary>Nobody published what it should be; what is there was recorded just now, and later copies are held to it.</summary>
    Recorded,
}

/// <summary>The models on this machine. A file under its final name is complete: it was checked before it got the name.</summary>
/// <param name="settings">Where they are.</param>
public sealed class ModelStore(ModelSettings settings)
{
    public ModelSettings Settings => settings;

    /// <summary>What the user said about models before.</summary>
    public RememberedAnswers Answers { get; } = new(settings.Folder);

    /// <summary>The hashes that the first fetch recorded because nobody published them.</summary>
    internal RecordedHashes Recorded { get; } = new(settings.Folder);

    /// <summary>The folder that a model's files are in, or will be; one that is built in has no files.</summary>
    public string FolderOf(CatalogueModel model) => Path.Combine(settings.Folder, model.Name);

    public string PathOf(CatalogueModel model, ModelFile file) => Path.Combine(FolderOf(model), file.Name);

    /// <summary>Whether all its files are there; they are not read.</summary>
    public bool IsInstalled(CatalogueModel model) => model.Files.All(file => File.Exists(PathOf(model, file)));

    /// <summary>Reads a file of a model and compares it with the catalogue.</summary>
    /// <exception cref="SeparationException">It cannot be read.</exception>
    public async Task<FileState> VerifyAsync(CatalogueModel model, ModelFile file, CancellationToken cancellationToken = default)
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
    public bool Remove(CatalogueModel model)
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
