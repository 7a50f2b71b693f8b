namespace Unbraid.Audio;

/// <summary>The sentences for input files that cannot be opened at all.</summary>
internal static class SourceFile
{
    /// <exception cref="AudioException">The file is missing, empty, a folder, or may not be read.</exception>
    public static FileStream Open(string path)
    {
        if (Directory.Exists(path))
            throw AudioException.About(path, "is a folder; name a sound file in it.");
        if (!File.Exists(path))
            throw AudioException.About(path, "does not exist; check the name.", FaultReason.Missing);
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (stream.Length > 0)
                return stream;
            stream.Dispose();
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw Unreadable(path, "cannot be opened", error);
        }

        throw AudioException.About(path, "is empty; there is no sound in it.");
    }

    /// <summary>The sentence for a file that the system does not let us read.</summary>
    public static AudioException Unreadable(string path, string what, Exception error)
    {
        var reason = SystemErrors.ReasonOf(error) ?? FaultReason.DiskError;
        return AudioException.About(path, $"{what}: {SystemErrors.Phrase(reason) ?? "the system cannot read it"}.", reason, error);
    }

    /// <exception cref="AudioException">The format is outside 8,000 to 192,000 Hz or 1 to 8 channels.</exception>
    public static void Check(string path, AudioFormat format)
    {
        if (format.Channels is < 1 or > 8)
            throw AudioException.About(path, $"has {format.Channels} channels; 1 to 8 can be read.");
        if (format.SampleRate is < 8_000 or > 192_000)
            throw AudioException.About(path, $"has a sample rate of {format.SampleRate} Hz; 8000 to 192000 Hz can be read.");
    }

    /// <exception cref="AudioException">The file has no sound of this number.</exception>
    public static void CheckTrack(string path, int? track, int tracks)
    {
        if (track < 1 || track > tracks)
            throw AudioException.About(path, $"has no track {track}; it holds {(tracks == 1 ? "one sound, which is track 1" : $"{tracks} sounds, tracks 1 to {tracks}")}.");
    }

    /// <summary>How messages name a file: without its folder.</summary>
    public static string Name(string path) => $"'{Path.GetFileName(Path.TrimEndingDirectorySeparator(path))}'";
}
