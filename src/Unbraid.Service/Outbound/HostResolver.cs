using System.Net;

namespace Unbraid.Service.Outbound;

/// <summary>Finds every address of a host name.</summary>
internal delegate Task<IPAddress[]> HostResolver(string host, CancellationToken cancellationToken);
