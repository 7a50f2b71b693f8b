namespace Unbraid.Service.Http;

/// <summary>Links as they look in the examples of the description.</summary>
internal static class ExampleLink
{
    public static string To(string area, string id, string file) =>
        $"https://stems.example.org/files/{area}/{id}/{file}?name=Song{Path.GetExtension(file)}&expires=1770377472&signature=...";
}
