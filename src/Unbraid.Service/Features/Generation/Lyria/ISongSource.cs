namespace Unbraid.Service.Features.Generation.Lyria;

/// <summary>One way of asking Lyria for one song, once.</summary>
internal interface ISongSource
{
    /// <summary>The optional members that its requests have.</summary>
    OptionalMembers Optional { get; }

    /// <param name="request">What the song is to be.</param>
    /// <param name="members">Which optional members of the request may be sent.</param>
    /// <param name="call">Where to note what the call came to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LyriaException">There is no song; the message says why.</exception>
    Task<LyriaSong> AskAsync(LyriaRequest request, OptionalMembers members, IPaidCall call, CancellationToken cancellationToken);
}

/// <summary>Members without which a request is still answered, though not as well: one that is not understood is left out.</summary>
[Flags]
internal enum OptionalMembers
{
    None = 0,
    Store = 1,
    Seed = 2,
    Background = 4,
    All = Store | Seed | Background,
}
