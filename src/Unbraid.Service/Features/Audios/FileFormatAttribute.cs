using Unbraid.Audio;
using Unbraid.Service.Http.Requests;

namespace Unbraid.Service.Features.Audios;

/// <summary>The name of a file format that can be asked for.</summary>
internal sealed class FileFormatAttribute : ChoiceAttribute
{
    protected override IReadOnlyList<string> Names(IServiceProvider services) => [.. AudioContainers.ByName.Keys];
}
