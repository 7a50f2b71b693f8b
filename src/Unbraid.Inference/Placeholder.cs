namespace Unbraid.Inference;

internal static class Placeholder;
