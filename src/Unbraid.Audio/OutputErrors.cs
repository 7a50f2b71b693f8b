namespace Unbraid.Audio;

/// <summary>The sentences for files that cannot be written.</summary>
internal static class OutputErrors
{
    /// <summary>errno of Linux, which .NET puts into <see cref="Exception.HResult"/>.</summary>
    public const int NoSpace = 28, QuotaExceeded = 122, ReadOnlySystem = 30, NameTooLong = 36;

    public static AudioException Describe(string path, Exception error)
    {
        var name = SourceFile.Name(path);
        var folder = $"'{Path.GetDirectoryName(path)}'";
        return new AudioException(
            error switch
            {
                DirectoryNotFoundException => $"{name} cannot be written: the folder {folder} does not exist; make it first.",
                UnauthorizedAccessException when Directory.Exists(path) => $"{name} cannot be written: a folder has that name; choose another.",
                UnauthorizedAccessException => $"{name} cannot be written: no permission in the folder {folder}; choose another.",
                IOException { HResult: ReadOnlySystem } => $"{name} cannot be written: the folder {folder} is read-only; choose another.",
                IOException { HResult: NoSpace or QuotaExceeded } => $"{name} cannot be written: the disk is full; free some space and try again.",
                PathTooLongException or IOException { HResult: NameTooLong } => $"{name} cannot be written: the name is too long; shorten it.",
                _ => $"{name} cannot be written: {error.Message.TrimEnd('.')}.",
            },
            error);
    }
}
