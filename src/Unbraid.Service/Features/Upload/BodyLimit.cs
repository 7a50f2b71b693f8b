using Microsoft.AspNetCore.Http.Metadata;

namespace Unbraid.Service.Features.Upload;

/// <summary>Lets an endpoint take bodies as large as a song may be, and not as small as all others must be.</summary>
internal sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
