using Unbraid.Audio;

namespace Unbraid.Separation.Catalogue;

/// <summary>Why a model could not be fetched.</summary>
public enum DownloadFailure
{
    /// <summary><c>UNBRAID_OFFLINE</c> is set.</summary>
    Offline,

    /// <summary>Its licence was not agreed to.</summary>
    Consent,

    /// <summary>The host, or the proxy before it, cannot be reached.</summary>
    Connection,

    /// <summary>The host said no, or sent a web page.</summary>
    Refusal,

    /// <summary>The connection was cut, or too little came for too long.</summary>
    Interruption,

    /// <summary>What came is something else.</summary>
    Content,

    /// <summary>It cannot be written.</summary>
    Disk,
}

/// <summary>A model could not be fetched. The message is one sentence with the remedy.</summary>
public sealed class DownloadException : SeparationException
{
    internal DownloadException(DownloadFailure failure, string message) : this(failure, FaultReason.Unavailable, message)
    {
    }

    internal DownloadException(DownloadFailure failure, FaultReason reason, string message) : base(reason, message) => Failure = failure;

    /// <summary>Why.</summary>
    public DownloadFailure Failure { get; }
}
