namespace Unbraid.Audio;

/// <summary>The sentences for files that cannot be written.</summary>
internal static class OutputErrors
{
    /// <summary>The fault as the user is told of it. A fault that is told already stays as it is.</summary>
    public static FaultException Describe(string path, Exception error)
    {
        if (error is FaultException told)
            return told;
        var reason = SystemErrors.OfWriting(error) ?? FaultReason.DiskError;
        return AudioException.About(path, $"cannot be written: {Why(path, error, reason)}.", reason, error);
    }

    /// <summary>Why a folder cannot be made, where the system gives no reason that is known: some file systems hold no folders of others.</summary>
    public static string NoFolder(string folder)
    {
        var above = Path.GetFullPath(folder);
        while (!Directory.Exists(above) && Path.GetDirectoryName(above) is { } parent)
            above = parent;
        return $"no folder can be made in '{above}'; choose another";
    }

    private static string Why(string path, Exception error, FaultReason reason)
    {
        var folder = $"'{Path.GetDirectoryName(path)}'";
        return error switch
        {
            IFault => error.Message.TrimEnd('.'),
            _ when Directory.Exists(path) && reason is FaultReason.NoPermission or FaultReason.Request => "a folder has that name; choose another",
            PathTooLongException => "the name is too long; shorten it",
            _ => reason switch
            {
                FaultReason.Missing when Directory.Exists(Path.GetDirectoryName(path)) => "nothing can be made in its folder; choose another",
                FaultReason.Missing => $"the folder {folder} does not exist; make it first",
                FaultReason.NoPermission => $"no permission in the folder {folder}; choose another",
                FaultReason.ReadOnly => $"the folder {folder} is read-only; choose another",
                FaultReason.Request => "the name is too long; shorten it",
                _ when SystemErrors.ReasonOf(error) is { } known && SystemErrors.Phrase(known) is { } phrase => phrase,
                FaultReason.FileTooLarge => SystemErrors.Phrase(reason)!,
                _ => error.Message.TrimEnd('.'),
            },
        };
    }
}
