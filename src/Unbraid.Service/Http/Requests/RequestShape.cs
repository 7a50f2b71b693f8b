using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;

namespace Unbraid.Service.Http.Requests;

/// <summary>
/// How a request type is read and checked, found from the type itself: its members in the order of their declaration, those of its base last,
/// with the rules that stand on them as attributes, then the rules on the type, then <see cref="ICheckedRequest"/>. Unknown members are ignored;
/// null is the same as nothing.
/// </summary>
internal sealed class RequestShape
{
    private static readonly ConcurrentDictionary<Type, RequestShape> s_shapes = new();
    private readonly Type _type;
    private readonly IReadOnlyList<RequestMember> _members;
    private readonly IReadOnlyList<IRequestRule> _rules;

    private RequestShape(Type type)
    {
        _type = type;
        _members = [.. Lineage(type).SelectMany(PropertiesOf).Select(property => new RequestMember(property))];
        _rules = [.. type.GetCustomAttributes().OfType<IRequestRule>()];
    }

    public static RequestShape Of(Type type) => s_shapes.GetOrAdd(type, key => new RequestShape(key));

    /// <summary>The request that a JSON object is.</summary>
    /// <exception cref="Refusal">400 with one sentence for each thing that is wrong with it.</exception>
    public object Read(JsonElement root, IServiceProvider services)
    {
        var request = Activator.CreateInstance(_type)!;
        var wrong = new HashSet<RequestMember>();
        List<string> complaints = [];
        foreach (var member in _members)
        {
            if (member.Read(root, request) is not { } complaint)
                continue;
            complaints.Add($"{member.Name} {complaint}");
            wrong.Add(member);
        }

        foreach (var member in _members.Where(member => !wrong.Contains(member)))
            complaints.AddRange(member.Check(request, services).Select(complaint => $"{member.Name} {complaint}"));
        complaints.AddRange(_rules.Select(rule => rule.Complaint(request, services)).OfType<string>());
        if (complaints.Count == 0 && request is ICheckedRequest itself)
            complaints.AddRange(itself.Complaints(services));
        return complaints.Count == 0 ? request : throw new Refusal(StatusCodes.Status400BadRequest, complaints);
    }

    private static IEnumerable<Type> Lineage(Type type)
    {
        for (var one = type; one is not null && one != typeof(object); one = one.BaseType)
            yield return one;
    }

    private static IEnumerable<PropertyInfo> PropertiesOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(property => property.CanWrite);
}
