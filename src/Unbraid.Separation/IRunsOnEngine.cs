using Unbraid.Inference;

namespace Unbraid.Separation;

/// <summary>A model that runs on an engine, which can be profiled.</summary>
internal interface IRunsOnEngine
{
    Engine Engine { get; }
}
