using Microsoft.OpenApi;

namespace Unbraid.Service.Http.Requests;

/// <summary>A rule that stands as an attribute on a member of a request type, or on the type: it refuses what its schema refuses.</summary>
internal interface IRequestRule
{
    /// <summary>Null, or what is wrong: of a member what follows its name, of a type a whole sentence.</summary>
    /// <param name="value">The member's value, never null; or the request.</param>
    /// <param name="services">Of the service.</param>
    string? Complaint(object value, IServiceProvider services);

    /// <summary>Adds the rule to the schema of what it stands on.</summary>
    void Describe(OpenApiSchema schema, IServiceProvider services);
}

/// <summary>A request whose members depend on each other in a way that only it knows.</summary>
internal interface ICheckedRequest
{
    /// <summary>One sentence for each thing that is wrong; asked only where every member is right by itself.</summary>
    IEnumerable<string> Complaints(IServiceProvider services);
}

/// <summary>A type that shows in the description how it looks.</summary>
/// <typeparam name="T">The type itself.</typeparam>
internal interface IExample<out T>
{
    static abstract T Example { get; }
}
