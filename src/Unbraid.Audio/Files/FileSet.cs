using System.Text;

namespace Unbraid.Audio;

/// <summary>Files of one folder that appear under their final names together, when all are complete, or not at all.</summary>
/// <remarks>
/// Until then they lie in a <see cref="ScratchFolder"/> beside their final names. What had these names before stays as it was if one of them cannot
/// be replaced.
/// </remarks>
internal sealed class FileSet : IDisposable
{
    private const int MaxNameBytes = 255;

    private readonly ScratchFolder _scratch;
    private readonly List<string> _names = [];

    private FileSet(string folder, ScratchFolder scratch) => (Folder, _scratch) = (folder, scratch);

    /// <summary>Where the files belong.</summary>
    public string Folder { get; }

    /// <summary>For other files that are needed on the way; they go with the set. On the disk that the results are on.</summary>
    public string Scratch => _scratch.Path;

    /// <summary>Begins a set in an existing folder.</summary>
    /// <exception cref="AudioException">There is no such folder, or it cannot be written.</exception>
    public static FileSet In(string folder)
    {
        folder = Path.GetFullPath(folder);
        try
        {
            return new FileSet(folder, ScratchFolder.Create(folder));
        }
        catch (Exception error) when (SystemErrors.OfWriting(error) is not null)
        {
            throw OutputErrors.Describe(folder, error);
        }
    }

    /// <summary>Begins a set in a folder that is made if it is missing, and goes again if nothing comes of the set.</summary>
    /// <exception cref="AudioException">The folder cannot be made or written.</exception>
    public static FileSet InMade(string folder)
    {
        try
        {
            return new FileSet(Path.GetFullPath(folder), ScratchFolder.Create(folder, make: true));
        }
        catch (Exception error) when (SystemErrors.OfWriting(error) is { } reason)
        {
            var why = FileAbove(folder) is { } file ? $"'{file}' is a file" : SystemErrors.Phrase(reason) ?? OutputErrors.NoFolder(folder);
            throw new AudioException(reason, $"Cannot make the output folder '{folder}': {why}.", error);
        }
    }

    /// <summary>Begins a set in the folder of a file.</summary>
    /// <exception cref="AudioException">Its folder does not exist, or it cannot be written.</exception>
    public static FileSet Beside(string path)
    {
        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? throw new UnauthorizedAccessException();
            return new FileSet(folder, ScratchFolder.Create(folder));
        }
        catch (Exception error) when (SystemErrors.OfWriting(error) is not null)
        {
            throw OutputErrors.Describe(Path.GetFullPath(path), error);
        }
    }

    /// <summary>Adds a file and gives the path to write it under, where there is none yet.</summary>
    /// <param name="name">Its final name in the folder.</param>
    /// <exception cref="AudioException">It could not have that name.</exception>
    public string Add(string name)
    {
        var path = Path.Combine(Folder, name);
        if (Directory.Exists(path))
            throw OutputErrors.Describe(path, new UnauthorizedAccessException());
        if (Encoding.UTF8.GetByteCount(name) > MaxNameBytes)
            throw OutputErrors.Describe(path, new PathTooLongException());
        _names.Add(name);
        return Path.Combine(Scratch, $"{_names.Count - 1}");
    }

    /// <summary>Gives all files their final names; files of those names are replaced. All must be complete.</summary>
    /// <exception cref="AudioException">One of them cannot have its name; then none has.</exception>
    public void Commit()
    {
        try
        {
            Renames.Run(Scratch, Folder, _names);
        }
        catch (Exception error) when (SystemErrors.OfWriting(error) is not null)
        {
            throw OutputErrors.Describe(Path.Combine(Folder, _names[0]), error);
        }

        _scratch.Keep();
        _scratch.Dispose();
    }

    /// <summary>Deletes what was not committed.</summary>
    public void Dispose() => _scratch.Dispose();

    /// <summary>What stands in the way of a folder: itself or one above it, which is a file.</summary>
    private static string? FileAbove(string? folder)
    {
        while (folder is { Length: > 0 } && !File.Exists(folder))
            folder = Path.GetDirectoryName(folder);
        return folder is { Length: > 0 } ? folder : null;
    }
}
