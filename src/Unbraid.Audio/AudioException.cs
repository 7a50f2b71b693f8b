namespace Unbraid.Audio;

/// <summary>A file cannot be read or written as sound. The message is one sentence for the user: what, which file, what to do.</summary>
public sealed class AudioException : Exception
{
    public AudioException(string message) : base(message)
    {
    }

    public AudioException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
