namespace Unbraid.Audio;

/// <summary>A file cannot be read or written as sound.</summary>
public sealed class AudioException : FaultException
{
    /// <summary>The file is to blame: <see cref="FaultReason.Input"/>.</summary>
    internal AudioException(string message, Exception? innerException = null) : base(FaultReason.Input, message, innerException)
    {
    }

    internal AudioException(FaultReason reason, string message, Exception? innerException = null) : base(reason, message, innerException)
    {
    }

    /// <summary>A sentence about a file: its name without its folder, which may be a server's own, and what is wrong.</summary>
    internal static AudioException About(
        string path, string complaint, FaultReason reason = FaultReason.Input, Exception? innerException = null) =>
        new(reason, $"{SourceFile.Name(path)} {complaint}", innerException) { Complaint = complaint };
}
