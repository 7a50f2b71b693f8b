namespace Unbraid.Service.Jobs;

/// <summary>Tasks of one lane share its workers, so that an upload does not wait behind a separation.</summary>
internal enum Lane
{
    /// <summary>Mostly waiting for network and disk.</summary>
    Light,

    /// <summary>Makes songs: minutes of waiting for another service, or one processor.</summary>
    Generation,

    /// <summary>Uses every processor.</summary>
    Heavy,
}
