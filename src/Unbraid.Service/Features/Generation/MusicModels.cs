namespace Unbraid.Service.Features.Generation;

/// <summary>The generators that this service offers, the default first.</summary>
internal sealed class MusicModels(IEnumerable<IMusicGenerator> generators)
{
    private readonly IReadOnlyList<IMusicGenerator> _generators = [.. generators];

    public IReadOnlyList<string> Names => [.. _generators.Select(generator => generator.Model)];

    public string Default => _generators[0].Model;

    public IMusicGenerator? Find(string name) => _generators.FirstOrDefault(generator => generator.Model == name);
}
