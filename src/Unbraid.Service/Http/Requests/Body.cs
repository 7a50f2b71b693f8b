using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Unbraid.Service.Http.Requests;

/// <summary>
/// The JSON body of a request as a parameter of an endpoint: read and checked before the endpoint runs, described to clients by the same type.
/// </summary>
/// <typeparam name="T">A record whose members are strings, whole numbers, truth values or lists of strings; see <see cref="RequestShape"/>.</typeparam>
internal sealed record Body<T>(T Value) : IBindableFromHttpContext<Body<T>>, IEndpointParameterMetadataProvider where T : class
{
    /// <exception cref="Refusal">As <see cref="JsonObjectReader.ReadAsync"/>, and 400 with every wrong member.</exception>
    public static async ValueTask<Body<T>?> BindAsync(HttpContext context, ParameterInfo parameter) => new(await ReadAsync(context));

    /// <summary>The same for an endpoint that takes other bodies as well.</summary>
    /// <exception cref="Refusal">As <see cref="BindAsync"/>.</exception>
    public static async Task<T> ReadAsync(HttpContext http)
    {
        var root = await JsonObjectReader.ReadAsync(http.Request);
        return (T)RequestShape.Of(typeof(T)).Read(root, http.RequestServices);
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));
}
